import { expect, test } from 'vitest';
import { printable, printableByte } from '../../src/report/printable.ts';

test('control and formatting characters are spelt out', () => {
  expect(printable('a\u001b[31mb\nc\u0085\u202e\u2028é…')).toBe(
    'a\\u{1b}[31mb\\u{a}c\\u{85}\\u{202e}\\u{2028}é…',
  );
});

test('only ASCII is shown in a dump', () => {
  expect([0x1f, 0x20, 0x41, 0x7e, 0x7f, 0xe9].map(printableByte).join('')).toBe('. A~..');
});
