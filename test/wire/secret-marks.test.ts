import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { wholeOf } from '../../src/wire/bytes.ts';
import { MARK_WORDS, SecretMarks } from '../../src/wire/secret-marks.ts';
import { Window } from '../../src/wire/window.ts';

const SIZE = 64;

/** By byte: which byte of which secret it is. */
type Tags = (string | undefined)[];

function tagsOf(marks: Readonly<SecretMarks>, size = SIZE): Tags {
  const tags: Tags = new Array<string | undefined>(size).fill(undefined);
  for (let i = 0; i < marks.count; i++) {
    const [start = 0, end = 0, secret = 0, position = 0] = marks.words.subarray(i * MARK_WORDS);
    expect(start).toBeLessThan(end);
    for (let at = start; at < end; at++) {
      expect(tags[at], 'marked twice').toBeUndefined();
      tags[at] = `${secret}:${position + at - start}`;
    }
  }
  return tags;
}

function marksOf(...marks: [start: number, end: number, secret: number, position: number][]): SecretMarks {
  const made = new SecretMarks();
  for (const mark of marks) made.add(...mark);
  return made;
}

describe('marks', () => {
  test('that go on where the last one ended are one', () => {
    expect(marksOf([0, 4, 1, 10], [4, 9, 1, 14]).count).toBe(1);
    expect(marksOf([0, 4, 1, 10], [4, 9, 1, 15]).count).toBe(2);
    expect(marksOf([0, 4, 1, 10], [4, 9, 2, 14]).count).toBe(2);
    expect(marksOf([3, 3, 1, 0]).count).toBe(0);
  });

  test('are cut where they are copied from and moved to', () => {
    const copy = new SecretMarks();
    copy.addFrom(marksOf([2, 10, 1, 100], [20, 30, 2, 0]), 5, 22, 7);
    expect([...copy.words.subarray(0, copy.count * MARK_WORDS)]).toEqual([12, 17, 1, 103, 27, 29, 2, 0]);
  });

  test('can be erased from the middle', () => {
    const marks = marksOf([2, 10, 1, 100]);
    marks.erase(4, 6);
    expect([...marks.words.subarray(0, marks.count * MARK_WORDS)]).toEqual([2, 4, 1, 100, 6, 10, 1, 104]);
  });
});

/** A write: where, from which byte of its range on, and which of its bytes are secret. */
const write = fc.record({
  at: fc.integer({ min: 0, max: SIZE }),
  length: fc.nat(24),
  before: fc.nat(4),
  from: fc.nat(5),
  marks: fc.array(fc.tuple(fc.nat(24), fc.nat(8), fc.nat(2), fc.nat(50)), { maxLength: 3 }),
});

test('a window knows of each byte which secret was written there last, if one was', () => {
  fc.assert(
    fc.property(fc.array(write, { maxLength: 12 }), (writes) => {
      const memory = new Uint8Array(SIZE + 10).fill(0xa5);
      const window = new Window();
      window.bind(memory, new DataView(memory.buffer), 5, SIZE, true);
      const expected: Tags = new Array<string | undefined>(SIZE).fill(undefined);
      for (const { at, length, before, from, marks: wanted } of writes) {
        const room = Math.min(length, SIZE - at);
        const marks = new SecretMarks();
        const own: Tags = [];
        for (const [start, count, secret, position] of wanted) {
          if (own.slice(start, start + count).some((tag) => tag !== undefined)) continue;
          marks.add(start, start + count, secret, position);
          for (let i = 0; i < count; i++) own[start + i] = `${secret}:${position + i}`;
        }
        const bytes = new Uint8Array(before + from + room + 3).fill(1);
        const range = { bytes, offset: before, length: from + room };
        window.setRange(at, wanted.length === 0 ? range : { ...range, marks }, from, room);
        for (let i = 0; i < room; i++) expected[at + i] = own[from + i];
      }
      expect(tagsOf(window.marks)).toEqual(expected);
      for (const [at, tag] of expected.entries()) if (tag !== undefined) expect(memory[5 + at]).toBe(1);
      expect([...memory.subarray(0, 5), ...memory.subarray(5 + SIZE)]).toEqual(new Array(10).fill(0xa5));
    }),
    { numRuns: 500 },
  );
});

describe('a window with secrets in it', () => {
  function windowWithSecret(): Window {
    const memory = new Uint8Array(SIZE).fill(0xa5);
    const window = new Window();
    window.bind(memory, new DataView(memory.buffer), 0, SIZE, true);
    window.setRange(10, { ...wholeOf(new Uint8Array(20)), marks: marksOf([0, 20, 0, 0]) });
    return window;
  }

  test.each<[string, (window: Window) => void]>([
    ['claims', (window) => void window.claim(12, 3)],
    ['zeros', (window) => window.zero(12, 3)],
    ['other bytes', (window) => window.setAll(12, new Uint8Array(3))],
    ['a range without secrets', (window) => window.setRange(12, wholeOf(new Uint8Array(3)))],
  ])('%s take their place', (_, overwrite) => {
    const window = windowWithSecret();
    overwrite(window);
    const tags = tagsOf(window.marks);
    expect([tags[11], tags[12], tags[14], tags[15], tags[29], tags[30]]).toEqual([
      '0:1',
      undefined,
      undefined,
      '0:5',
      '0:19',
      undefined,
    ]);
  });

  test('a write that is refused changes nothing', () => {
    const window = windowWithSecret();
    const before = tagsOf(window.marks);
    const range = { ...wholeOf(new Uint8Array(60)), marks: marksOf([0, 60, 1, 0]) };
    expect(() => window.setRange(12, range)).toThrow('Cannot write 60 bytes at offset 12');
    expect(tagsOf(window.marks)).toEqual(before);
  });

  test('they are forgotten when it is bound anew', () => {
    const window = windowWithSecret();
    window.bind(window.bytes, window.view, 0, SIZE, true);
    expect(window.marks.count).toBe(0);
  });
});
