import { expect, test } from 'vitest';
import { hexDumpOf } from './inputs.ts';

test('a frame as text2pcap reads it: an offset and up to 16 bytes a line, and an empty line', () => {
  const lines = hexDumpOf(18).split('\n');
  expect(lines).toEqual(['000000 00 01 02 03 04 05 06 07 08 09 0a 0b 0c 0d 0e 0f', '000010 10 11', '', '']);
  expect(hexDumpOf(1514).match(/ [0-9a-f]{2}\b/g)).toHaveLength(1514);
});
