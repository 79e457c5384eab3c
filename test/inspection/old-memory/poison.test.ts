import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  POISON_SETS,
  POISONS,
  PoisonFinder,
  poisonsOf,
  UNMISTAKABLE_POISONS,
} from '../../../src/inspection/old-memory/poison.ts';
import { BOB, inShort, lookAt, noise, raw, udp } from './frames.ts';

const repeated = (value: readonly number[], length: number): number[] =>
  Array.from({ length }, (_, i) => value[i % value.length] ?? 0);

test.each(POISONS.map((poison) => [poison.set, poison] as const))(
  '%s is found behind a packet',
  (_, poison) => {
    const bytes = Uint8Array.from([1, 2, ...repeated(poison.bytes, 16), 3, 4]);
    const [run] = new PoisonFinder([poison]).find(bytes, 0, 0, bytes.length, false);
    expect(run).toMatchObject({ start: 2, end: 18, poison });
  },
);

test('four bytes of one value are a run, or two of longer values; in a body sixteen bytes', () => {
  const six = poisonsOf('6b') ?? [];
  const dead = poisonsOf('deadbeef') ?? [];
  const count = (bytes: number[], poisons = six, isBody = false): number =>
    new PoisonFinder(poisons).find(Uint8Array.from(bytes), 0, 0, bytes.length, isBody).length;
  expect([count(repeated([0x6b], 3)), count(repeated([0x6b], 4))]).toEqual([0, 1]);
  expect([
    count(repeated([0xde, 0xad, 0xbe, 0xef], 7), dead),
    count(repeated([0xde, 0xad, 0xbe, 0xef], 8), dead),
  ]).toEqual([0, 1]);
  expect([count(repeated([0x6b], 15), six, true), count(repeated([0x6b], 16), six, true)]).toEqual([0, 1]);
});

test('a freed object ends with another byte', () => {
  const [freed] = poisonsOf('linux-slub') ?? [];
  const bytes = Uint8Array.from([...repeated([0x6b], 8), 0xa5, 7]);
  expect(
    new PoisonFinder(freed === undefined ? [] : [freed]).find(bytes, 0, 0, bytes.length, false),
  ).toMatchObject([{ start: 0, end: 9 }]);
});

test("names: sets, all, none, the value of glibc, and bytes of one's own", () => {
  for (const set of POISON_SETS) expect(poisonsOf(set)?.length).toBeGreaterThan(0);
  expect(poisonsOf('all')).toBe(POISONS);
  expect(poisonsOf('none')).toEqual([]);
  expect(poisonsOf('glibc:5A')?.map(({ bytes }) => bytes)).toEqual([[0x5a], [0xa5]]);
  expect(poisonsOf('0xCAFE')?.[0]?.bytes).toEqual([0xca, 0xfe]);
  for (const wrong of ['', 'linux', 'glibc:', 'glibc:123', 'abc', 'xyz', '00'.repeat(17)])
    expect(poisonsOf(wrong)).toBeUndefined();
});

test('runs are in order, overlap nowhere, and hold what they say', () => {
  const values = fc.constantFrom(0x6b, 0xa5, 0xc2, 0xde, 0xad, 0xbe, 0xef, 0xdb);
  fc.assert(
    fc.property(fc.array(fc.tuple(values, fc.integer({ min: 1, max: 12 })), { maxLength: 12 }), (pieces) => {
      const bytes = Uint8Array.from([7, 7, ...pieces.flatMap(([value, count]) => repeated([value], count))]);
      let at = 0;
      for (const { start, end, poison } of new PoisonFinder(POISONS).find(
        bytes,
        2,
        0,
        bytes.length - 2,
        false,
      )) {
        expect(start).toBeGreaterThanOrEqual(at);
        expect(end - start).toBeGreaterThanOrEqual(4);
        const last = poison.last === bytes[2 + end - 1] ? end - 1 : end;
        for (let i = start; i < last; i++)
          expect(bytes[2 + i]).toBe(poison.bytes[(i - start) % poison.bytes.length]);
        at = end;
      }
    }),
  );
});

test('what is skipped has no run in it: each place alone tells the same', () => {
  const values = fc.constantFrom(0x6b, 0xa5, 0xc2, 0xde, 0xad, 0xbe, 0xef, 0xdb, 7);
  fc.assert(
    fc.property(
      fc.array(fc.tuple(values, fc.integer({ min: 1, max: 24 })), { maxLength: 12 }),
      fc.boolean(),
      (pieces, isBody) => {
        const bytes = Uint8Array.from(pieces.flatMap(([value, count]) => repeated([value], count)));
        const finder = new PoisonFinder(POISONS);
        const runs: unknown[] = [];
        for (let at = 0; at < bytes.length; ) {
          // From there on, the first run begins there or there is none there.
          const run = finder.find(bytes, 0, at, bytes.length, isBody)[0];
          if (run?.start === at) runs.push(run);
          at = run?.start === at ? run.end : at + 1;
        }
        expect(finder.find(bytes, 0, 0, bytes.length, isBody)).toEqual(runs);
      },
    ),
  );
});

test('only what is unmistakable is looked for unasked', () => {
  const five = udp(BOB, 11, [1], repeated([0x5a], 17));
  const freed = udp(BOB, 11, [1], repeated([0x6b], 17));
  expect(UNMISTAKABLE_POISONS.length).toBeLessThan(POISONS.length);
  expect(inShort(lookAt([five])).filter(([, kind]) => kind === 'poison')).toEqual([]);
  expect(inShort(lookAt([five], { poisons: poisonsOf('linux-slub') ?? [] }))).toEqual([
    [1, 'poison', 'padding', 43, 60],
  ]);
  const result = lookAt([freed]);
  expect(inShort(result)).toEqual([[1, 'poison', 'padding', 43, 60]]);
  expect(result.senders[0]).toMatchObject({ padding: 'poison', poisonPadded: 1 });
});

test('in a body of no declared length as well', () => {
  expect(inShort(lookAt([raw(BOB, [...noise(10), ...repeated([0xc2], 16), ...noise(4)])]))).toEqual([
    [1, 'poison', 'body', 24, 40],
  ]);
});
