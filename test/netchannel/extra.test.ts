import { expect, test } from 'vitest';
import { hasMoreExtra, writeGsoTcpv4 } from '../../src/netchannel/extra.ts';
import { hex } from '../support/hex.ts';

test('a descriptor leaves the last two bytes of its slot as they are', () => {
  const bytes = new Uint8Array(10).fill(0xee);
  writeGsoTcpv4(new DataView(bytes.buffer), 1, 1460);
  expect(hex(bytes)).toBe('ee0100b4050100eeeeee');
});

test('bit 0 of the flags says that another one follows', () => {
  const bytes = new Uint8Array(8);
  const view = new DataView(bytes.buffer);
  expect(hasMoreExtra(view, 0)).toBe(false);
  bytes[1] = 0x03;
  expect(hasMoreExtra(view, 0)).toBe(true);
});
