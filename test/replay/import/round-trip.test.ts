import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { COMPARED_RELEASES } from '../../../src/netchannel/releases.ts';
import { type Imported, importCapture } from '../../../src/replay/import/import-capture.ts';
import { replayCapture } from '../../../src/replay/replay.ts';
import { openWithWireshark } from '../../judge/wireshark.ts';
import { ONE_CHANNEL_SAMPLES } from '../../support/one-channel-samples.ts';
import { steps } from '../../support/random-steps.ts';
import { runSteps } from '../../support/run-steps.ts';
import { FrameKeeper, framesOf, nanosecondPcap, type StampedFrame, sampleText } from '../captures.ts';

const FILES = ONE_CHANNEL_SAMPLES;

async function imported(capture: Uint8Array): Promise<Imported & { script: string }> {
  const result = await importCapture([capture], { name: 'x', file: 'x.pcap' });
  if (result.script === undefined) throw new Error('Expected a script');
  return { ...result, script: result.script };
}

/** @returns the kinds of the steps of a script, in order */
function kinds(script: string): string[] {
  return [...script.matchAll(/^ *- (\w+):/gm)]
    .map(([, kind]) => kind ?? '')
    .filter((kind) => kind !== 'wait');
}

describe.each(FILES)('%s', (file) => {
  test('under 1.10.1, imported and run again: the same frames at the same time', async () => {
    const { frames } = await framesOf(sampleText(file), '1.10.1', file);
    const { script, packets, cut } = await imported(nanosecondPcap(frames));
    expect([packets, cut]).toEqual([frames.length, undefined]);
    expect(await framesOf(script, '1.10.1')).toEqual({ frames, errors: [] });
  });

  test('under 1.10.0, imported: a script that gives these frames, too', async () => {
    const { frames } = await framesOf(sampleText(file), '1.10.0', file);
    const { script } = await imported(nanosecondPcap(frames));
    expect(await framesOf(script, '1.10.1')).toEqual({ frames, errors: [] });
    expect((await framesOf(script, '1.10.0')).frames).toHaveLength(frames.length);
  });

  test('replayed under every release: a frame for each, at the same time', async () => {
    const { frames } = await framesOf(sampleText(file), '1.10.1', file);
    const keepers = new Map(COMPARED_RELEASES.map((release) => [release, new FrameKeeper()]));
    const capture = nanosecondPcap(frames);
    const { results, leftOut } = await replayCapture([capture], { name: 'x', file: 'x', captures: keepers });
    expect(leftOut).toBe(0);
    const times = (kept: readonly StampedFrame[]) => kept.map(({ seconds, fraction }) => [seconds, fraction]);
    for (const [release, { frames: kept }] of keepers) {
      expect([release, times(kept)]).toEqual([release, times(frames)]);
    }
    for (const { release, totals, errors } of results) {
      expect(errors).toEqual([]);
      if (release !== '1.10.0') expect(totals.leakedBytes).toBe(0);
    }
  });
});

test('the sample comes back as what it was written as', async () => {
  const { frames } = await framesOf(sampleText('osec-2019-01.yaml'), '1.10.1');
  const { script } = await imported(nanosecondPcap(frames));
  expect(kinds(script)).toEqual(
    'arp tcp udp ping arp nat nat nat dhcp udp raw ns6 receive'.split(' ').filter((kind) => kind !== ''),
  );
  expect(script).toMatch(/^epoch: "2019-02-24T00:00:00Z"\ninterval: 10ms\n/m);
  expect(script).not.toContain('wait:');
});

test('Wireshark sees the same in a capture and in what its script gives', async () => {
  const { frames } = await framesOf(sampleText('osec-2019-01.yaml'), '1.10.1');
  const capture = nanosecondPcap(frames);
  const again = await framesOf((await imported(capture)).script, '1.10.1');
  const seen = await Promise.all(
    [capture, nanosecondPcap(again.frames)].map(async (bytes) => {
      const judge = await openWithWireshark(bytes);
      const list = judge.frames();
      judge.close();
      return list;
    }),
  );
  expect(seen[1]).toEqual(seen[0]);
  expect(seen[0]).toHaveLength(13);
});

/** Times that rise by a nanosecond or by years. */
const gap = fc.oneof(
  { weight: 3, arbitrary: fc.constant(1_000_000) },
  fc.integer({ min: 1, max: 999_999 }),
  fc.integer({ min: 1, max: 40_000_000 }).map((seconds) => seconds * 1e9 + 7),
);

function stamped(frames: readonly Uint8Array[], gaps: readonly number[]): StampedFrame[] {
  let time = 1_546_300_800_000_000_000n;
  return frames.map((bytes, i) => {
    time += BigInt(gaps[i % gaps.length] ?? 1);
    return { bytes, seconds: Number(time / 1_000_000_000n), fraction: Number(time % 1_000_000_000n) };
  });
}

test('random workloads under 1.10.1: the same frames at the same time', { timeout: 120_000 }, async () => {
  const counts = new Map<string, number>();
  await fc.assert(
    fc.asyncProperty(steps(25), fc.array(gap, { minLength: 1, maxLength: 5 }), async (workload, gaps) => {
      const sent = runSteps(workload, '1.10.1').frames.map(({ bytes }) => bytes);
      fc.pre(sent.length > 0);
      const frames = stamped(sent, gaps);
      const { script } = await imported(nanosecondPcap(frames));
      for (const kind of kinds(script)) counts.set(kind, (counts.get(kind) ?? 0) + 1);
      expect(await framesOf(script, '1.10.1')).toEqual({ frames, errors: [] });
    }),
    // One workload in seven has TCP that is recognised.
    { numRuns: 150 },
  );
  // What the stack wrote was recognised, and not all of it ended as raw bytes.
  const found = [...counts.keys()];
  for (const kind of ['udp', 'tcp', 'ping', 'pong', 'arp', 'dhcp', 'nat', 'ns6', 'na6', 'pong6', 'raw']) {
    expect(found).toContain(kind);
  }
});

test('random workloads under 1.10.0 make scripts that load and run', { timeout: 120_000 }, async () => {
  await fc.assert(
    fc.asyncProperty(steps(25), async (workload) => {
      const sent = runSteps(workload, '1.10.0').frames.map(({ bytes }) => bytes);
      fc.pre(sent.length > 0);
      const frames = stamped(sent, [1_000_000]);
      const { script } = await imported(nanosecondPcap(frames));
      expect((await framesOf(script, '1.10.1')).frames).toEqual(frames);
    }),
    { numRuns: 30 },
  );
});

test('random workloads are replayed: 1.9.0 and 1.10.1 send the same', { timeout: 120_000 }, async () => {
  await fc.assert(
    fc.asyncProperty(steps(25), fc.constantFrom(1, 3, 400), async (workload, pollEvery) => {
      const sent = runSteps(workload, '1.10.1').frames.map(({ bytes }) => bytes);
      const keepers = new Map(COMPARED_RELEASES.map((release) => [release, new FrameKeeper()]));
      const capture = nanosecondPcap(stamped(sent, [1_000_000]));
      const options = { name: 'x', file: 'x', captures: keepers, pollEvery };
      const { results } = await replayCapture([capture], options);
      for (const { totals } of results) expect(totals.frames).toBe(sent.length);
      const bytes = (release: (typeof COMPARED_RELEASES)[number]) =>
        keepers.get(release)?.frames.map((frame) => Buffer.from(frame.bytes).toString('hex'));
      // The sum of a forwarded ping, which was wrong in every release, takes in how long the buffer is.
      const isPing = (hex: string) => hex.startsWith('080045', 24) && hex.slice(46, 48) === '01';
      const others = (list: string[] | undefined) => list?.filter((hex) => !isPing(hex));
      expect(others(bytes('1.9.0'))).toEqual(others(bytes('1.10.1')));
    }),
    { numRuns: 40 },
  );
});
