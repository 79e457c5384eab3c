import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { COMPARED_RELEASES, type Release } from '../src/netchannel/releases.ts';
import { loadScript } from '../src/script/load-script.ts';
import type { RunResult } from '../src/simulation/result.ts';
import { runScript } from '../src/simulation/run.ts';

const FOLDER = path.join(import.meta.dirname, '../samples');
const FILES = readdirSync(FOLDER).filter((file) => file.endsWith('.yaml'));

function text(file: string): string {
  return readFileSync(path.join(FOLDER, file), 'utf8');
}

function go(file: string, release: Release, change = (script: string) => script): Promise<RunResult> {
  return runScript(loadScript(change(text(file)), file), { release });
}

describe.each(FILES)('%s', (file) => {
  test.each(COMPARED_RELEASES)('shows under %s what it says itself', async (release) => {
    const { expectations, errorCount } = await go(file, release);
    expect(expectations.failures).toEqual([]);
    expect(expectations).toMatchObject({ failed: 0, unchecked: 0 });
    expect(errorCount).toBe(
      { 'fault-injection.yaml': 1, 'hostile-ends.yaml': 4, 'qubes-hostile-guest.yaml': 1 }[file] ?? 0,
    );
    const what = expectations.items.map((item) => item.what);
    // Exact figures, so that the sample cannot change what it shows unnoticed.
    expect(what).toEqual(expect.arrayContaining([expect.stringMatching(/^\d+ frames$/)]));
    expect(what).toEqual(expect.arrayContaining([expect.stringMatching(/^(no|[\d,]+) leaked bytes?$/)]));
    expect(what).toEqual(
      expect.arrayContaining([expect.stringMatching(/^(no|\d+) (discarded|delivered) frames?$/)]),
    );
  });

  test('expects things of a step, if anything is wrong in 1.10.0', async () => {
    const { expectations, totals } = await go(file, '1.10.0');
    const ofSteps = expectations.items.filter(({ step }) => step !== null);
    expect(ofSteps.length > 0).toBe(totals.leakedBytes + totals.discarded > 0);
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

  test("fault-injection: the third and the fourth frame for bob, from carol's and from the refused one", async () => {
    const { leaks, device } = await go('fault-injection.yaml', '1.10.0');
    expect(
      leaks.map(({ frame, ranges }) => [frame.number, ranges.map(({ source }) => source.number)]),
    ).toEqual([
      [5, [3]],
      [6, [null]],
    ]);
    expect(device).toMatchObject({
      pagesGranted: 2,
      responsesDropped: 1,
      responsesRefused: 1,
      responsesDelayed: 1,
    });
  });

  test('fault-injection: without the faults, every frame for bob leaks the PIN before it, but one', async () => {
    const sound = (script: string) => script.replace(/ {2}- fault: .*\n/g, '');
    const { leaks, totals, device } = await go('fault-injection.yaml', '1.10.0', sound);
    expect([totals.frames, device.pagesGranted]).toEqual([7, 1]);
    expect(
      leaks.map(({ frame, ranges }) => [frame.number, ranges.map(({ source }) => source.number)]),
    ).toEqual([
      [2, [1]],
      [4, [3]],
      [5, [3]],
      [7, [6]],
    ]);
  });

  test("secrets: one is kept, 18 bytes of bob's go to carol, all of carol's to bob and to alice", async () => {
    const { secrets } = await go('secrets.yaml', '1.10.0');
    const told = secrets.map(({ name, length, sentTo, disclosedTo }) => [
      `${name} ${length}`,
      ...[sentTo, disclosedTo].map((reaches) =>
        reaches.map(({ recipient, bytes, firstFrames }) => [recipient.address, bytes, firstFrames]),
      ),
    ]);
    expect(told).toEqual([
      ['password 21', [['10.0.0.10', 21, [1]]], []],
      ['session 32', [['10.0.0.11', 32, [3]]], [['02:00:0a:00:00:0c', 18, [4]]]],
      [
        'pin 4',
        [['10.0.0.12', 4, [5]]],
        [
          ['02:00:0a:00:00:0b', 4, [6]],
          ['02:00:0a:00:00:0a', 4, [7]],
        ],
      ],
    ]);
  });

  test.each(['1.9.0', '1.10.1'] as const)('secrets: all are kept under %s', async (release) => {
    const { secrets } = await go('secrets.yaml', release);
    expect(secrets.map(({ sentTo, disclosedTo }) => [sentTo.length, disclosedTo.length])).toEqual([
      [1, 0],
      [1, 0],
      [1, 0],
    ]);
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

  test('no sample is missing from the tour', () => {
    expect(FILES.length).toBeGreaterThanOrEqual(10);
    expect([...tour.matchAll(/\]\((.*\.yaml)\)/g)].map(([, file]) => file).toSorted()).toEqual(
      FILES.toSorted(),
    );
  });

  test.each(FILES)('tells the numbers of %s', async (file) => {
    const row =
      tour.split('\n').find((line) => line.startsWith(`| \`${path.basename(file, '.yaml')}\``)) ?? '';
    const cells = row.split('|').map((cell) => cell.trim());
    const flawed = (await go(file, '1.10.0')).totals;
    expect(cells[2]).toBe(flawed.leakedBytes.toLocaleString('en-US'));
    expect(cells[3]).toBe(String(flawed.discarded));
    for (const release of ['1.9.0', '1.10.1'] as const) {
      const { leakedBytes, discarded } = (await go(file, release)).totals;
      expect(cells[4]).toMatch(new RegExp(`^${leakedBytes} and ${discarded}\\b`));
    }
  });
});
