import { expect, test } from 'vitest';
import { PrivateBuffer } from '../../src/netchannel/private-buffer.ts';

test('every window is zeroed, unwritten, and exactly as long as asked for', () => {
  const buffer = new PrivateBuffer(4);
  for (const length of [4, 3, 100, 2, 100, 0]) {
    const window = buffer.open(length);
    expect(window.length).toBe(length);
    expect(window.runCount).toBe(0);
    expect([...window.bytes.subarray(window.start, window.start + length)]).toEqual(
      new Array(length).fill(0),
    );
    window.setAll(0, new Uint8Array(length).fill(0xa5));
    expect(() => window.claim(length, 1)).toThrow(RangeError);
  }
});

test('what is summed of it is not noted as stale', () => {
  const window = new PrivateBuffer().open(10);
  window.sumStored(0, 0, 0, 10);
  expect(window.sumCount).toBe(0);
});
