import { expect, test } from 'vitest';
import { segmentSize } from '../../src/netchannel/gso.ts';

/** A frame of TCP over IPv4, from offset 3 of its buffer on. */
function frame(length: number, change: Record<number, number> = {}): Uint8Array {
  const bytes = new Uint8Array(3 + length);
  const fields = { 12: 0x08, 13: 0x00, 14: 0x45, 23: 6, 46: 0x50, ...change };
  for (const [at, value] of Object.entries(fields)) bytes[3 + Number(at)] = value;
  return bytes;
}

function segment(length: number, change: Record<number, number> = {}, mtu = 1500): number {
  return segmentSize(frame(length, change), 3, length, mtu);
}

test('a segment is the MTU less both headers', () => {
  expect(segment(2000)).toBe(1460);
  expect(segment(2000, { 46: 0x80 })).toBe(1448);
  expect(segment(2000, { 14: 0x46, 46: 0x50, 50: 0x50 })).toBe(1456);
  expect(segment(54)).toBe(1460);
});

test.each([
  ['another protocol than IPv4', 2000, { 12: 0x86, 13: 0xdd }, 1500],
  ['another protocol than TCP', 2000, { 23: 17 }, 1500],
  ['an IPv4 header of less than 20 bytes', 2000, { 14: 0x44 }, 1500],
  ['a TCP header of less than 20 bytes', 2000, { 46: 0x40 }, 1500],
  ['a frame that ends in its IPv4 header', 33, {}, 1500],
  ['a frame that ends in its TCP header', 53, {}, 1500],
  ['headers that leave no room', 2000, {}, 40],
])('%s is not to be segmented', (_, length, change, mtu) => {
  expect(segment(length, change, mtu)).toBe(0);
});
