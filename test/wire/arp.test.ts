import { expect, test } from 'vitest';
import { ARP_REPLY, ARP_REQUEST, writeArp } from '../../src/wire/arp.ts';
import { fillDirty } from '../support/dirty-window.ts';
import { hex, unhex } from '../support/hex.ts';

const SENDER = unhex('020000000001');
const TARGET = unhex('ffffffffffff');

test.each([
  ['request', ARP_REQUEST, '0001'],
  ['reply', ARP_REPLY, '0002'],
])('a %s: all 28 bytes are written, and nothing pads them', (_, operation, field) => {
  const { bytes, unwritten } = fillDirty(40, (window) => {
    writeArp(window, 4, operation, SENDER, 0xc0a80001, TARGET, 0xc0a800fe);
    return 40;
  });
  expect(hex(bytes, 4, 32)).toBe(`000108000604${field}020000000001c0a80001ffffffffffffc0a800fe`);
  expect(unwritten).toEqual([
    [0, 4],
    [32, 40],
  ]);
});
