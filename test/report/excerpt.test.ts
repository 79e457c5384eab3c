import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Leak } from '../../src/audit/findings.ts';
import { excerptRows, hasUnknownBytes } from '../../src/report/excerpt.ts';
import { PLAIN_STYLE } from '../../src/report/style.ts';
import { fromAlice, LEAK } from './fixture.ts';

test('stale bytes stand in brackets, rows without them are left out', () => {
  expect(excerptRows(LEAK, PLAIN_STYLE, '> ')).toEqual([
    '> 0000  00 01 02 03 04 05 06 07 08 09 0a 0b 0c 0d 0e[5a] ...............Z',
    '> …',
    '> 0030  30 31[74 68 65 20 70 61 73 73 77 6f 72 64 20 69] 01the password i',
    '> 0040 [73 20 73 77 6f 72 64 66 69 73 68]4b 4c 4d 4e 4f  s swordfishKLMNO',
    '> …',
    '> 00c0  -- -- -- -- -- -- -- --[00 01 02 00]-- -- -- --          ....',
  ]);
  expect(hasUnknownBytes(LEAK)).toBe(true);
});

test('the last row ends with the frame', () => {
  const bytes = Uint8Array.of(0x61, 0x62, 0x63);
  const leak: Leak = {
    ...LEAK,
    length: 3,
    ranges: [{ ...LEAK.ranges[0], start: 1, end: 3, bytes: bytes.slice(1) } as Leak['ranges'][number]],
    excerpt: { start: 0, bytes },
  };
  expect(excerptRows(leak, PLAIN_STYLE, '')).toEqual([
    '0000  61[62 63]                                        abc',
  ]);
  expect(hasUnknownBytes(leak)).toBe(false);
});

test('rows of stale zeros are counted, not shown', () => {
  const bytes = new Uint8Array(256);
  bytes[130] = 0x41;
  const range = { ...(LEAK.ranges[0] as Leak['ranges'][number]), start: 0, end: 400, bytes };
  const leak: Leak = {
    ...LEAK,
    length: 400,
    ranges: [range],
    excerpt: { start: 0, bytes: bytes.slice(0, 128) },
  };
  expect(excerptRows(leak, PLAIN_STYLE, '')).toEqual([
    '0080 [00 00 41 00 00 00 00 00 00 00 00 00 00 00 00 00] ..A.............',
    '… 24 more rows with stale bytes',
  ]);
  const zeros = { ...leak, length: 256, ranges: [{ ...range, end: 256, bytes: new Uint8Array(256) }] };
  expect(excerptRows(zeros, PLAIN_STYLE, '')).toEqual([
    '0000 [00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00] ................',
    '… 15 more rows of stale zeros',
  ]);
});

test('every stale byte that is shown is marked, and no other', () => {
  const stale = fc.uniqueArray(fc.nat(127), { minLength: 1 });
  fc.assert(
    fc.property(stale, (offsets) => {
      const bytes = Uint8Array.from({ length: 128 }, (_, i) => i + 1);
      const ranges = offsets
        .sort((a, b) => a - b)
        .map((start) => ({
          ...(LEAK.ranges[0] as Leak['ranges'][number]),
          start,
          end: start + 1,
          bytes: bytes.slice(start, start + 1),
          source: fromAlice(start),
        }));
      const leak: Leak = { ...LEAK, length: 128, ranges, excerpt: { start: 0, bytes } };
      const rows = excerptRows(leak, PLAIN_STYLE, '').filter((row) => row !== '…');
      const marked: number[] = [];
      for (const row of rows) {
        let inside = false;
        for (const [token] of row.slice(5, 5 + 49).matchAll(/[[\]]|[0-9a-f]{2}/g)) {
          if (token === '[') inside = true;
          else if (token === ']') inside = false;
          else if (inside) marked.push(Number.parseInt(token, 16) - 1);
        }
      }
      expect(marked).toEqual(offsets);
    }),
  );
});
