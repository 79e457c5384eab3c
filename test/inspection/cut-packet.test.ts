import { expect, test } from 'vitest';
import { emptyPacket } from '../../src/capture-reader/packet.ts';
import { isCut, lengthOnWire, lengthWithoutFcs } from '../../src/inspection/cut-packet.ts';

const ETHERNET = 1;
const RAW = 101;

test.each([
  ['all of it is there', ETHERNET, 60, 60, 0, [false, 60, 60]],
  ['all, and a check sequence', ETHERNET, 64, 64, 4, [false, 60, 60]],
  ['one that the capture says is of two bytes: an Ethernet has four', ETHERNET, 64, 64, 2, [false, 60, 60]],
  ['not all, and a check sequence on the wire alone', ETHERNET, 50, 64, 4, [true, 50, 60]],
  ['cut within its check sequence', ETHERNET, 62, 64, 4, [true, 60, 60]],
  ['shorter than a check sequence', ETHERNET, 2, 2, 4, [false, 0, 0]],
  ['no Ethernet, which has none', RAW, 64, 64, 4, [false, 64, 64]],
  ['an original length that is too short', ETHERNET, 60, 20, 0, [false, 60, 60]],
])('%s', (_, linkType, length, originalLength, fcsLength, expected) => {
  const packet = { ...emptyPacket(), linkType, length, originalLength, fcsLength };
  expect([isCut(packet), lengthWithoutFcs(packet), lengthOnWire(packet)]).toEqual(expected);
});
