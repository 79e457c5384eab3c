import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import type { DeviceName } from '../../../src/netchannel/devices.ts';
import { loadScript } from '../../../src/script/load-script.ts';
import { compareReleases } from '../../../src/simulation/comparison/comparison.ts';
import type { DeviceMeasures } from '../../../src/simulation/comparison/comparison-result.ts';
import { runScript } from '../../../src/simulation/run.ts';

const FILE = path.join(import.meta.dirname, '../../../samples/which-fix.yaml');
const script = loadScript(readFileSync(FILE, 'utf8'), 'which-fix.yaml');

async function measured(...releases: DeviceName[]): Promise<Record<string, DeviceMeasures>> {
  const { releases: outcomes } = await compareReleases(script, { releases, measures: true });
  return Object.fromEntries(
    outcomes.flatMap(({ release, measures }) => (measures === undefined ? [] : [[release, measures]])),
  );
}

test('frames that differ are those that differ from the frames under a device that clears', async () => {
  const bytesUnder = async (release: DeviceName): Promise<string[]> => {
    const frames: string[] = [];
    const frame = (crossed: { bytes: Uint8Array; offset: number; length: number }): void => {
      const { bytes, offset, length } = crossed;
      frames.push(Buffer.from(bytes.subarray(offset, offset + length)).toString('hex'));
    };
    await runScript(script, { release, listener: { frame } });
    return frames;
  };
  const clean = await bytesUnder('clear-on-take');
  const devices = ['none', 'clear-tail', 'clear-gaps', 'poison', 'clear-on-release', 'fresh-page'] as const;
  const measures = await measured(...devices);
  for (const device of devices) {
    const differing = (await bytesUnder(device)).filter((frame, i) => frame !== clean[i]).length;
    expect([device, measures[device]?.differingFrames]).toEqual([device, differing]);
  }
  expect(measures['none']?.differingFrames).toBeGreaterThan(measures['clear-gaps']?.differingFrames ?? 9);
});

test('the longest run is the longest of all runs of stale bytes', async () => {
  let longest = 0;
  await runScript(script, {
    release: 'none',
    listener: {
      frame: (frame) => {
        const stale = new Set(
          frame.staleRanges().flatMap(([from, to]) => Array.from({ length: to - from }, (_, i) => from + i)),
        );
        for (const start of stale) {
          let at = start;
          while (stale.has(at)) at++;
          longest = Math.max(longest, at - start);
        }
      },
    },
  });
  expect((await measured('none', 'bounce'))['none']?.longestRun).toBe(longest);
  expect(longest).toBeGreaterThan(50);
});

test('what it costs', async () => {
  const { none, bounce, ...others } = await measured(
    'none',
    'bounce',
    '2.1.8',
    'pool-per-recipient',
    'clear-window',
  );
  // Two rings and 256 receive pages besides, and a page for each frame.
  expect(none).toMatchObject({ pagesPinned: 1, copies: 0, clearAmplification: 0 });
  expect(bounce?.grants).toBe((none?.grants ?? 0) - 1 + 7);
  expect(bounce?.clearAmplification).toBe((7 * 4096) / (bounce?.sentBytes ?? 0));
  expect(others['2.1.8']).toMatchObject({ maps: 2, copies: 7 });
  expect(others['pool-per-recipient']?.pagesPinned).toBe(3);
  expect(others['clear-window']?.clearAmplification).toBe(1);
});

test('who does not ask measures nothing', async () => {
  const { releases } = await compareReleases(script, { releases: ['none', '1.10.1'] });
  for (const outcome of releases) expect(outcome).not.toHaveProperty('measures');
});
