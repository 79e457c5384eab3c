import { expect, test } from 'vitest';
import { fillArp } from '../../src/guest/arp-fill.ts';
import { fillDirty } from '../support/dirty-window.ts';
import { hex } from '../support/hex.ts';
import { arpRequest, GUEST_MAC } from '../support/sample-packets.ts';

test.each([
  ['request', '0001'],
  ['reply', '0002'],
] as const)('an ARP %s is written whole', (operation, code) => {
  const { bytes, length, unwritten } = fillDirty(64, (window) =>
    fillArp(window, { ...arpRequest(), operation }, GUEST_MAC),
  );
  expect(length).toBe(42);
  expect(unwritten).toEqual([]);
  expect(hex(bytes, 0, 22)).toBe(`020000000002${'020000000001'}0806000108000604${code}`);
  expect(hex(bytes, 22, 42)).toBe(`020000000001${'0a000001'}020000000002${'0a000002'}`);
});
