import { expect, test } from 'vitest';
import { byteSpan, counted, grouped, hex16 } from '../../src/report/words.ts';

test('thousands are set apart', () => {
  expect([0, 999, 1000, 1234567].map(grouped)).toEqual(['0', '999', '1,000', '1,234,567']);
});

test('one is singular', () => {
  expect([counted(1, 'byte'), counted(0, 'byte'), counted(2, 'fly', 'flies')]).toEqual([
    '1 byte',
    '0 bytes',
    '2 flies',
  ]);
});

test('checksums have four digits, spans include their end', () => {
  expect(hex16(0xab)).toBe('0x00ab');
  expect([byteSpan(15, 16), byteSpan(24, 26)]).toEqual(['byte 15', 'bytes 24..25']);
});
