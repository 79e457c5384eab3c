import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Window, WindowError } from '../../src/wire/window.ts';
import { naiveChecksum } from '../support/naive-checksum.ts';
import { notedSums } from '../support/noted-sums.ts';
import { claimedRanges, rangesWhere } from '../support/ranges.ts';

const START = 5;

function windowOn(length: number, content: number[] = [], stale = true): Window {
  const bytes = new Uint8Array(START + length + 5);
  bytes.set(content, START);
  const window = new Window();
  window.bind(bytes, new DataView(bytes.buffer), START, length, stale);
  return window;
}

/** Where claims may lie in a window of 64 bytes: at, length. */
const claim = fc
  .tuple(fc.integer({ min: 0, max: 64 }), fc.integer({ min: 0, max: 64 }))
  .map(([at, length]): [number, number] => [at, Math.min(length, 64 - at)]);

/** Claims them, and @returns which bytes were claimed. */
function claimAll(window: Window, claims: readonly [number, number][]): boolean[] {
  const written = new Array<boolean>(window.length).fill(false);
  for (const [at, length] of claims) {
    expect(window.claim(at, length)).toBe(START + at);
    written.fill(true, at, at + length);
  }
  return written;
}

describe('claims', () => {
  test('are remembered as ordered runs that do not touch', () => {
    fc.assert(
      fc.property(fc.array(claim), fc.integer({ min: 0, max: 70 }), (claims, length) => {
        const window = windowOn(64);
        const written = claimAll(window, claims);
        expect(claimedRanges(window)).toEqual(rangesWhere(64, (at) => written[at] === true));
        expect(window.writtenWithin(length)).toBe(written.slice(0, length).filter(Boolean).length);
      }),
    );
  });

  test.each([
    [
      4,
      3,
      [
        [0, 7],
        [10, 14],
      ],
    ],
    [4, 6, [[0, 14]]],
    [4, 8, [[0, 14]]],
    [4, 12, [[0, 16]]],
    [
      7,
      3,
      [
        [0, 4],
        [7, 14],
      ],
    ],
    [2, 8, [[0, 14]]],
    [
      14,
      2,
      [
        [0, 4],
        [10, 16],
      ],
    ],
  ])('of two runs and %i, %i', (at, length, expected) => {
    const window = windowOn(64);
    window.claim(0, 4);
    window.claim(10, 4);
    window.claim(at, length);
    expect(claimedRanges(window)).toEqual(expected);
  });

  test('may be as many as there are bytes, in any order', () => {
    const places = Array.from({ length: 300 }, (_, i) => 2 * i);
    fc.assert(
      fc.property(fc.shuffledSubarray(places, { minLength: 150 }), (order) => {
        const window = windowOn(600);
        for (const at of order) window.claim(at, 1);
        const expected = order.sort((a, b) => a - b).map((at) => [at, at + 1]);
        expect(claimedRanges(window)).toEqual(expected);
      }),
      { numRuns: 20 },
    );
  });

  test('beyond the window are refused and not remembered', () => {
    const window = windowOn(10);
    for (const [at, length] of [
      [8, 3],
      [-1, 2],
      [11, 0],
    ] as const) {
      expect(() => window.claim(at, length)).toThrow(
        new WindowError(`Cannot write ${length} bytes at offset ${at}: the buffer has 10 bytes`),
      );
    }
    expect(() => window.setAll(7, new Uint8Array(4).fill(9))).toThrow(WindowError);
    expect(() => window.zero(10, 1)).toThrow(WindowError);
    expect(window.claim(10, 0)).toBe(START + 10);
    expect(claimedRanges(window)).toEqual([]);
    expect([...new Set(window.bytes)]).toEqual([0]);
  });

  test('are forgotten when the window is bound anew', () => {
    const window = windowOn(10);
    window.claim(0, 4);
    window.sumStored(0, 0, 0, 10);
    window.bind(window.bytes, window.view, 2, 8, true);
    expect(claimedRanges(window)).toEqual([]);
    expect(notedSums(window)).toEqual([]);
    expect(window.claim(0, 8)).toBe(2);
  });
});

test('set, setAll and zero store what they claim', () => {
  const window = windowOn(10, [9, 9, 9, 9, 9, 9, 9, 9, 9, 9]);
  window.set(1, Uint8Array.of(1, 2, 3, 4), 1, 2);
  window.setAll(4, Uint8Array.of(5));
  window.zero(7, 2);
  expect([...window.bytes.subarray(START, START + 10)]).toEqual([9, 2, 3, 9, 5, 9, 9, 0, 0, 9]);
  expect(claimedRanges(window)).toEqual([
    [1, 3],
    [4, 5],
    [7, 9],
  ]);
});

describe('sums', () => {
  const content = fc.array(fc.integer({ min: 0, max: 255 }), { minLength: 64, maxLength: 64 });

  test('are those of the bytes in memory, with what each unwritten range adds noted', () => {
    fc.assert(
      fc.property(
        content,
        fc.array(claim, { maxLength: 8 }),
        claim,
        fc.boolean(),
        (bytes, claims, part, odd) => {
          const window = windowOn(64, bytes);
          const written = claimAll(window, claims);
          const [at, length] = part;
          const before = odd ? [1, 2, 3] : [1, 2];
          const sum = window.sumStored(40, odd ? 0x0102 + 0x0300 : 0x0102, at, length, odd);
          const summed = bytes.slice(at, at + length);
          expect(sum % 0xffff).toBe((0xffff - naiveChecksum(before, summed)) % 0xffff);

          const stale = (i: number): boolean => i >= at && i < at + length && written[i] === false;
          const alone = (from: number, to: number): number[] => [
            ...before.map(() => 0),
            ...summed.map((byte, i) => (at + i >= from && at + i < to ? byte : 0)),
          ];
          const expected = rangesWhere(64, stale).map(([start, end]) => ({
            field: 40,
            start,
            end,
            contribution: 0xffff - naiveChecksum(alone(start, end)),
          }));
          expect(notedSums(window)).toEqual(expected);
        },
      ),
    );
  });

  test('of what is unwritten only are those of all, if what is written is added', () => {
    fc.assert(
      fc.property(content, fc.array(claim, { maxLength: 8 }), (bytes, claims) => {
        const window = windowOn(64, bytes);
        const written = claimAll(window, claims);
        const stored = bytes.map((byte, at) => (written[at] === true ? byte : 0));
        const sum = window.sumUnwritten(40, 0xffff - naiveChecksum(stored), 0, 64);
        expect(sum % 0xffff).toBe((0xffff - naiveChecksum(bytes)) % 0xffff);
        const noted = notedSums(window);
        window.sumStored(40, 0, 0, 64);
        expect(notedSums(window)).toEqual([...noted, ...noted]);
      }),
    );
  });

  test('of many unwritten ranges are all noted', () => {
    const window = windowOn(200, new Array<number>(200).fill(1));
    for (let at = 0; at < 200; at += 2) window.claim(at, 1);
    window.sumStored(7, 0, 0, 200);
    const expected = Array.from({ length: 100 }, (_, i) => ({
      field: 7,
      start: 2 * i + 1,
      end: 2 * i + 2,
      contribution: 1,
    }));
    expect(notedSums(window)).toEqual(expected);
  });

  test('over memory that is known to be zero are not worth a note', () => {
    const window = windowOn(10, [1, 2], false);
    expect(window.sumStored(0, 5, 0, 10)).toBe(5 + 0x0102);
    expect(window.sumUnwritten(0, 5, 2, 8)).toBe(5);
    expect(notedSums(window)).toEqual([]);
  });

  test('beyond the window are refused', () => {
    const window = windowOn(10);
    for (const [at, length] of [
      [8, 3],
      [-1, 2],
    ] as const) {
      expect(() => window.sumStored(0, 0, at, length)).toThrow(
        new WindowError(`Cannot read ${length} bytes at offset ${at}: the buffer has 10 bytes`),
      );
    }
    expect(notedSums(window)).toEqual([]);
  });
});
