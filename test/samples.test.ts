import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { RELEASE_NAMES, type Release } from '../src/netchannel/releases.ts';
import { loadScript } from '../src/script/load.ts';
import type { RunResult } from '../src/simulation/result.ts';
import { runScript } from '../src/simulation/run.ts';

const FOLDER = path.join(import.meta.dirname, '../samples');
const FILES = readdirSync(FOLDER).filter((file) => file.endsWith('.yaml'));

function text(file: string): string {
  return readFileSync(path.join(FOLDER, file), 'utf8');
}

interface Expected {
  frames: number;
  /** Writes that had to wait, in every release. */
  blocked?: number;
  /** Under 1.10.0. */
  flawed: { leakedBytes: number; crossRecipientBytes: number; discarded: number };
  /** Under 1.9.0 and 1.10.1, where nothing leaks. */
  sound?: { discarded: number };
}

const NONE = { leakedBytes: 0, crossRecipientBytes: 0, discarded: 0 };

const EXPECTED: Readonly<Record<string, Expected>> = {
  'clean-day.yaml': { frames: 8, flawed: NONE },
  'dhcp-discarded.yaml': { frames: 5, flawed: { ...NONE, discarded: 2 } },
  'etherleak-padding.yaml': { frames: 2, flawed: { leakedBytes: 36, crossRecipientBytes: 36, discarded: 0 } },
  'multi-block.yaml': { frames: 4, flawed: { leakedBytes: 985, crossRecipientBytes: 985, discarded: 0 } },
  'nat-firewall.yaml': { frames: 7, flawed: { ...NONE, discarded: 6 } },
  'osec-2019-01.yaml': {
    frames: 13,
    flawed: { leakedBytes: 121, crossRecipientBytes: 120, discarded: 5 },
    sound: { discarded: 1 },
  },
  'pool-order.yaml': { frames: 6, flawed: { leakedBytes: 60, crossRecipientBytes: 60, discarded: 0 } },
  'ring-full.yaml': {
    frames: 300,
    blocked: 44,
    flawed: { leakedBytes: 1408, crossRecipientBytes: 1408, discarded: 0 },
  },
  'stale-tos.yaml': { frames: 5, flawed: { leakedBytes: 3, crossRecipientBytes: 1, discarded: 0 } },
  'struct-with-holes.yaml': { frames: 3, flawed: { leakedBytes: 20, crossRecipientBytes: 20, discarded: 0 } },
};

function go(file: string, release: Release, change = (script: string) => script): Promise<RunResult> {
  return runScript(loadScript(change(text(file)), file), { release });
}

describe.each(Object.entries(EXPECTED))('%s', (file, { frames, blocked = 0, flawed, sound }) => {
  test.each(RELEASE_NAMES)('shows under %s what its head promises', async (release) => {
    const { totals, blockedWrites, errorCount } = await go(file, release);
    const { leakedBytes, crossRecipientBytes, discarded } = totals;
    expect({ leakedBytes, crossRecipientBytes, discarded }).toEqual(
      release === '1.10.0' ? flawed : { ...NONE, ...sound },
    );
    expect([totals.frames, blockedWrites, errorCount]).toEqual([frames, blocked, 0]);
  });

  test('has a head that says what to look for, and a description of one line', () => {
    expect(text(file)).toMatch(/^# /);
    expect(text(file)).toContain('# What to look for:');
    const { description } = loadScript(text(file), file);
    expect(description.length).toBeGreaterThan(20);
    expect(description.length).toBeLessThan(100);
    expect(description).not.toContain('\n');
  });
});

describe('the details that the heads tell', () => {
  test('stale-tos: it is the type of service, 0x01, three times', async () => {
    const { leaks } = await go('stale-tos.yaml', '1.10.0');
    const ranges = leaks.flatMap((leak) => leak.ranges);
    expect(ranges.map(({ start, end, field }) => [start, end, field])).toEqual(
      Array.from({ length: 3 }, () => [15, 16, 'ipv4.tos']),
    );
  });

  test('nat-firewall: equal packets toggle between two wrong values', async () => {
    const { checksumFailures } = await go('nat-firewall.yaml', '1.10.0');
    const [first, second, third, fourth] = checksumFailures.map(({ found }) => found);
    expect([third, fourth]).toEqual([first, second]);
    expect(first).not.toBe(second);
  });

  test('dhcp-discarded: the requests, and not the discover', async () => {
    const { checksumFailures } = await go('dhcp-discarded.yaml', '1.10.0');
    expect(checksumFailures.map(({ frame }) => frame.number)).toEqual([3, 5]);
  });

  test("struct-with-holes: the holes, both times alice's", async () => {
    const { leaks } = await go('struct-with-holes.yaml', '1.10.0');
    const holes = leaks.map(({ ranges }) =>
      ranges.map(({ start, end, source }) => [start, end, source.number]),
    );
    const expected = [
      [15, 18, 1],
      [23, 30, 1],
    ];
    expect(holes).toEqual([expected, expected]);
  });

  test('pool-order: 1, 3 and 5 frames ago', async () => {
    const { leaks } = await go('pool-order.yaml', '1.10.0');
    const distances = leaks.map(({ frame, ranges }) => (frame.number ?? 0) - (ranges[0]?.source.number ?? 0));
    expect(distances).toEqual([1, 3, 5]);
  });

  test('ring-full: the 44 that waited, 32 bytes each', async () => {
    const { leaks } = await go('ring-full.yaml', '1.10.0');
    const told = leaks.map(({ frame, ranges }) => [
      frame.number,
      ranges.map(({ start, end }) => end - start),
    ]);
    expect(told).toEqual(Array.from({ length: 44 }, (_, i) => [257 + i, [32]]));
  });

  test('multi-block: only the last frame', async () => {
    const { leaks } = await go('multi-block.yaml', '1.10.0');
    expect(leaks.map(({ frame }) => frame.number)).toEqual([4]);
  });

  test('clean-day: one more datagram before the last poll, and something leaks', async () => {
    const one = (script: string) =>
      script.replace(/ {2}- poll\n$/, '  - udp: {to: bob, to_port: 53}\n  - poll\n');
    const { totals } = await go('clean-day.yaml', '1.10.0', one);
    expect([totals.frames, totals.leakedBytes]).toEqual([9, 1]);
  });
});

describe('samples/README.md', () => {
  const tour = text('README.md');

  test('no sample is without expectations, or missing from the tour', () => {
    expect(FILES.toSorted()).toEqual(Object.keys(EXPECTED).toSorted());
    expect([...tour.matchAll(/\]\((.*\.yaml)\)/g)].map(([, file]) => file).toSorted()).toEqual(
      FILES.toSorted(),
    );
  });

  test.each(Object.entries(EXPECTED))('tells the numbers of %s', (file, { flawed, sound }) => {
    const row =
      tour.split('\n').find((line) => line.startsWith(`| \`${path.basename(file, '.yaml')}\``)) ?? '';
    const cells = row.split('|').map((cell) => cell.trim());
    expect(cells[2]).toBe(flawed.leakedBytes.toLocaleString('en-US'));
    expect(cells[3]).toBe(String(flawed.discarded));
    expect(cells[4]).toMatch(new RegExp(`^0 and ${sound?.discarded ?? 0}\\b`));
  });
});
