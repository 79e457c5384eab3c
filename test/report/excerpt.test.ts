import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Leak } from '../../src/audit/findings.ts';
import { type ExcerptOptions, excerptRows, MOST_BYTES, shownIn } from '../../src/report/excerpt.ts';
import { PLAIN_STYLE } from '../../src/report/style.ts';
import { fromAlice, LEAK } from './fixture.ts';

const PLAIN: ExcerptOptions = { style: PLAIN_STYLE, indent: '', width: 100, most: MOST_BYTES };

test('stale bytes stand in brackets, rows without them are left out', () => {
  expect(excerptRows(LEAK, { ...PLAIN, indent: '> ' })).toEqual([
    '> 0000  00 01 02 03 04 05 06 07 08 09 0a 0b 0c 0d 0e[5a] ...............Z',
    '> …',
    '> 0030  30 31[74 68 65 20 70 61 73 73 77 6f 72 64 20 69] 01the password i',
    '> 0040 [73 20 73 77 6f 72 64 66 69 73 68]4b 4c 4d 4e 4f  s swordfishKLMNO',
    '> …',
    '> 00c0  -- -- -- -- -- -- -- --(00 01 02 00)-- -- -- --          ....',
  ]);
  expect(shownIn(LEAK, PLAIN)).toEqual({ kinds: new Set(['foreign', 'own']), hasUnknown: true });
});

test('the last row ends with the frame', () => {
  const bytes = Uint8Array.of(0x61, 0x62, 0x63);
  const leak: Leak = {
    ...LEAK,
    length: 3,
    ranges: [{ ...LEAK.ranges[0], start: 1, end: 3, bytes: bytes.slice(1) } as Leak['ranges'][number]],
    excerpt: { start: 0, bytes },
  };
  expect(excerptRows(leak, PLAIN)).toEqual(['0000  61[62 63]                                        abc']);
  expect(shownIn(leak, PLAIN).hasUnknown).toBe(false);
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
  expect(excerptRows(leak, PLAIN)).toEqual([
    '0080 [00 00 41 00 00 00 00 00 00 00 00 00 00 00 00 00] ..A.............',
    '… 24 more rows with stale bytes',
  ]);
  const zeros = {
    ...leak,
    length: 256,
    ranges: [{ ...range, end: 256, nonZero: 0, bytes: new Uint8Array(256) }],
  };
  expect(excerptRows(zeros, PLAIN)).toEqual([
    '0000 {00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00} ................',
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
      const rows = excerptRows(leak, PLAIN).filter((row) => row !== '…');
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

/** A frame of 20 bytes that are all stale, of every kind. */
function ofAllKinds(): Leak {
  const [range] = LEAK.ranges as [Leak['ranges'][number]];
  const bytes = Uint8Array.from({ length: 20 }, (_, i) => (i >= 16 ? 0 : 0x61 + i));
  const part = (start: number, end: number, rest: object): Leak['ranges'][number] => ({
    ...range,
    start,
    end,
    bytes: bytes.slice(start, end),
    nonZero: end - start,
    ...rest,
  });
  return {
    ...LEAK,
    length: 20,
    ranges: [
      part(0, 8, { secrets: [{ name: 'key', offset: 0, start: 2, end: 5 }] }),
      part(8, 12, { crossRecipient: false, secrets: [{ name: 'pin', offset: 0, start: 8, end: 12 }] }),
      part(12, 16, { crossRecipient: false }),
      part(16, 20, { nonZero: 0 }),
    ],
    excerpt: { start: 0, bytes },
  };
}

test('each kind of stale bytes has brackets of its own, and a secret that comes home is none', () => {
  expect(excerptRows(ofAllKinds(), PLAIN)).toEqual([
    '0000 [61 62<63 64 65[66 67 68(69 6a 6b 6c 6d 6e 6f 70) abcdefghijklmnop',
    '… 1 more row of stale zeros',
  ]);
  const zeros = ofAllKinds();
  zeros.ranges = zeros.ranges.slice(3);
  expect(excerptRows(zeros, PLAIN)).toEqual(['0010 {00 00 00 00}                                     ....']);
});

test('each kind has a look of its own', () => {
  const looks = { secret: 's', foreign: 'f', own: 'o', zero: 'z', dim: 'd' };
  const style = { ...PLAIN_STYLE };
  for (const [key, look] of Object.entries(looks)) style[key as keyof typeof looks] = (text) => look + text;
  const [row] = excerptRows(ofAllKinds(), { ...PLAIN, style });
  expect((row?.split('o)')[0] ?? '').match(/[sfoz][[(<{)]|[sfoz][0-9a-f]{2}/g)?.join(' ')).toBe(
    'f[ f61 f62 s< s63 s64 s65 f[ f66 f67 f68 o( o69 o6a o6b o6c o6d o6e o6f o70',
  );
});

test('where there is little room a row has eight bytes', () => {
  const narrow = excerptRows(ofAllKinds(), { ...PLAIN, indent: '  ', width: 60 });
  expect(narrow.slice(0, 2)).toEqual([
    '  0000 [61 62<63 64 65[66 67 68] abcdefgh',
    '  0008 (69 6a 6b 6c 6d 6e 6f 70) ijklmnop',
  ]);
});
