import { expect, test } from 'vitest';
import { LengthExceedsSize } from '../../src/netchannel/checked-fill.ts';
import type { UnfilledFrame } from '../../src/netchannel/frame-write.ts';
import { keepFrame, PrivateBuffer } from '../../src/netchannel/private-buffer.ts';
import type { Window } from '../../src/wire/window.ts';

function write(size: number, fill: (window: Window) => number): UnfilledFrame {
  return { size, tag: 0, fill };
}

test('every window is zeroed, unwritten, and exactly as long as asked for', () => {
  const buffer = new PrivateBuffer();
  for (const length of [4, 3, 100, 2, 100, 0]) {
    const fill = (window: Window): number => {
      expect(window.length).toBe(length);
      expect(window.footprint.runs).toEqual([]);
      expect([...window.bytes.subarray(window.start, window.start + length)]).toEqual(
        new Array(length).fill(0),
      );
      window.setAll(0, new Uint8Array(length).fill(0xa5));
      expect(() => window.claim(length, 1)).toThrow(RangeError);
      return length;
    };
    expect(buffer.fill(write(length, fill)).length).toBe(length);
  }
});

test('what was written of a frame is counted within its length', () => {
  const finished = new PrivateBuffer().fill(
    write(20, (window) => {
      window.zero(2, 4);
      window.zero(8, 10);
      return 10;
    }),
  );
  expect(finished).toMatchObject({ length: 10, written: 6 });
});

test('what is summed of it is not noted as stale', () => {
  new PrivateBuffer().fill(
    write(10, (window) => {
      window.sumStored(0, 0, 0, 10);
      expect(window.sumCount).toBe(0);
      return 10;
    }),
  );
});

test('a frame that is longer than its size is refused', () => {
  expect(() => new PrivateBuffer().fill(write(4, () => 5))).toThrow(LengthExceedsSize);
});

test('a frame that is kept does not change with the buffer', () => {
  const buffer = new PrivateBuffer();
  const fillWith = (byte: number) =>
    write(3, (window) => {
      window.setAll(0, new Uint8Array(3).fill(byte));
      return 3;
    });
  const kept = keepFrame(buffer.fill(fillWith(1)));
  buffer.fill(fillWith(2));
  expect([...kept.bytes]).toEqual([1, 1, 1]);
});
