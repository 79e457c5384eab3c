import { expect, test } from 'vitest';
import type { RawFrame } from '../../src/guest/packets.ts';
import { fillRaw } from '../../src/guest/raw-fill.ts';
import { wholeOf } from '../../src/wire/bytes.ts';
import { Window, WindowError } from '../../src/wire/window.ts';
import { fillDirty } from '../support/dirty-window.ts';
import { hex } from '../support/hex.ts';

const WRITES = [
  { at: 0, data: wholeOf(Uint8Array.of(1, 2, 3)) },
  { at: 2, data: { bytes: Uint8Array.of(0, 9, 8, 0), offset: 1, length: 2 } },
  { at: 6, data: wholeOf(Uint8Array.of(7)) },
];

test('the writes are made in order, and whatever length was asked for is returned', () => {
  const frame: RawFrame = { kind: 'raw', size: 10, returns: 9, writes: WRITES };
  const { bytes, length, unwritten } = fillDirty(10, (window) => fillRaw(window, frame));
  expect(hex(bytes)).toBe('01020908' + 'a5a5' + '07' + 'a5a5a5');
  expect(length).toBe(9);
  expect(unwritten).toEqual([
    [4, 6],
    [7, 9],
  ]);
});

test('a write that leaves the window fails, and those before it stand', () => {
  const bytes = new Uint8Array(6);
  const window = new Window();
  window.bind(bytes, new DataView(bytes.buffer), 0, 6, true);
  const frame: RawFrame = { kind: 'raw', size: 6, returns: 6, writes: WRITES };
  expect(() => fillRaw(window, frame)).toThrow(
    new WindowError('Cannot write 1 bytes at offset 6: the buffer has 6 bytes'),
  );
  expect(hex(bytes)).toBe('010209080000');
});
