import fc from 'fast-check';
import { expect, test } from 'vitest';
import { FrameHistory } from '../../../src/inspection/old-memory/frame-history.ts';
import { FrameIndex } from '../../../src/inspection/old-memory/frame-index.ts';
import { hostOf } from '../../../src/inspection/old-memory/word-hash.ts';

const HISTORY = 4000;

/** Frames of few hosts that have few different words, so that many have some in common. */
const frames = fc.array(
  fc
    .tuple(
      fc.integer({ min: 0, max: 2 }),
      fc.integer({ min: 0, max: 2 }),
      fc.array(fc.integer({ min: 0, max: 3 }), { maxLength: 90 }),
    )
    .map(([to, from, words]) => {
      const body = words.flatMap((word) => [word, word * 3, 7, word]);
      return Uint8Array.from([2, 0, 0, 0, 0, to, 2, 0, 0, 0, 0, from, 0x88, 0xb5, 0, 0, ...body]);
    }),
  { minLength: 1, maxLength: 40 },
);

const hosts = [0, 1, 2].map((last) => hostOf(new DataView(Uint8Array.from([2, 0, 0, 0, 0, last]).buffer), 0));
const words = [0, 1, 2, 3].map((word) =>
  new DataView(Uint8Array.from([word, word * 3, 7, word]).buffer).getInt32(0),
);

/** All that an index says of the frames in front of one. */
function answersOf(index: FrameIndex, before: number): unknown[] {
  const answers: unknown[] = [];
  for (const host of hosts) {
    for (let offset = index.anchorFrom(16); offset < 376; offset = index.anchorFrom(offset + 1)) {
      for (const word of words) {
        for (const orGot of [false, true]) {
          const isThere = index.atOffset(host, offset, word, before, orGot);
          answers.push(isThere ? [...index.sequences] : []);
        }
      }
    }
  }
  for (const host of hosts) {
    for (const first of words) {
      for (const second of words) {
        for (const orGot of [false, true]) {
          const sequence = index.anywhere(host, first, second, before, orGot);
          answers.push(sequence < 0 ? -1 : [sequence, index.foundOffset]);
        }
      }
    }
  }
  return answers;
}

test.each([false, true])(
  'who asks late is told what who asked from the first frame on is (bodies: %s)',
  (body) => {
    fc.assert(
      fc.property(frames, (all) => {
        const history = new FrameHistory(HISTORY);
        const eager = new FrameIndex(history, body);
        const lazy = new FrameIndex(history, body);
        for (const [sequence, frame] of all.entries()) {
          history.add(sequence + 1, frame, new DataView(frame.buffer), 0, frame.length, frame.length);
          answersOf(eager, sequence);
        }
        expect(answersOf(lazy, all.length - 1)).toEqual(answersOf(eager, all.length - 1));
      }),
      { numRuns: 30 },
    );
  },
);

test('the last two frames that have a word at an offset are told: of the sender, and apart from them, where padding is, of the receiver', () => {
  fc.assert(
    fc.property(frames, fc.constantFrom(16, 32, 44, 60, 64, 128, 256, 352), (all, offset) => {
      const history = new FrameHistory(1 << 20);
      const index = new FrameIndex(history, true);
      for (const [sequence, frame] of all.entries()) {
        history.add(sequence + 1, frame, new DataView(frame.buffer), 0, frame.length, frame.length);
      }
      const lastTwo = (address: number, host: number, value: number): number[] =>
        [...all.keys()]
          .filter((sequence) => {
            const frame = all[sequence] ?? new Uint8Array();
            const hasWord = frame[offset] === value && frame[offset + 2] === 7;
            return frame[address] === host && offset + 4 <= frame.length && hasWord;
          })
          .slice(-2)
          .reverse();
      for (const [number, host] of hosts.entries()) {
        for (const [value, word] of words.entries()) {
          if (word === 0) continue;
          for (const orGot of [false, true]) {
            const isPadding = orGot && offset >= 32 && offset < 64;
            const expected = [lastTwo(11, number, value), isPadding ? lastTwo(5, number, value) : []];
            const isThere = index.atOffset(host, offset, word, all.length, orGot);
            expect(isThere).toBe(expected.flat().length > 0);
            const told = index.sequences.map((sequence) => (isThere ? sequence : -1));
            const there = (sequences: number[]): number[] => sequences.filter((sequence) => sequence >= 0);
            expect([there(told.slice(0, 2)), there(told.slice(2))]).toEqual(expected);
          }
        }
      }
    }),
    { numRuns: 100 },
  );
});
