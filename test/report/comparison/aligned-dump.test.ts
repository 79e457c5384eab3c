import { expect, test } from 'vitest';
import { alignedDump } from '../../../src/report/comparison/aligned-dump.ts';
import { PLAIN_STYLE } from '../../../src/report/style.ts';
import { frame } from './fixture.ts';

const dump = (...frames: ReturnType<typeof frame>[]): string[] => alignedDump(frames, PLAIN_STYLE, '');

test('marks what is not what most have, and leaves out rows in which all agree', () => {
  const row = '0123456789abcdef';
  expect(
    dump(
      frame('1.9.0', `${row}same row of text${row}`),
      frame('1.10.0', `0123X56789abcdef${'same row of text'}0123456789abcdXY`),
      frame('1.10.1', `${row}same row of text${row}`),
    ),
  ).toEqual([
    '0000  1.9.0   30 31 32 33 34 35 36 37 38 39 61 62 63 64 65 66  0123456789abcdef',
    '      1.10.0  30 31 32 33[58]35 36 37 38 39 61 62 63 64 65 66  0123X56789abcdef',
    '      1.10.1  30 31 32 33 34 35 36 37 38 39 61 62 63 64 65 66  0123456789abcdef',
    '…',
    '0020  1.9.0   30 31 32 33 34 35 36 37 38 39 61 62 63 64 65 66  0123456789abcdef',
    '      1.10.0  30 31 32 33 34 35 36 37 38 39 61 62 63 64[58 59] 0123456789abcdXY',
    '      1.10.1  30 31 32 33 34 35 36 37 38 39 61 62 63 64 65 66  0123456789abcdef',
  ]);
});

test('of two, and of three that all differ, each is marked', () => {
  expect(dump(frame('a', 'x1'), frame('b', 'x2'))).toEqual([
    `0000  a  78[31]${' '.repeat(43)}x1`,
    `      b  78[32]${' '.repeat(43)}x2`,
  ]);
  const three = dump(frame('a', '1'), frame('b', '2'), frame('c', '3'));
  expect(three.map((line) => line.slice(8, 12))).toEqual(['[31]', '[32]', '[33]']);
});

test('a byte that is not there is a blank in brackets', () => {
  expect(dump(frame('a', 'xy'), frame('b', 'x'), frame('c', 'xy'))).toEqual([
    `0000  a  78 79${' '.repeat(44)}xy`,
    `      b  78[  ]${' '.repeat(43)}x`,
    `      c  78 79${' '.repeat(44)}xy`,
  ]);
});

test('nothing is said of frames that agree, and a long one ends', () => {
  expect(dump(frame('a', 'same'), frame('b', 'same'))).toEqual([]);
  expect(dump(frame('a', 'same'))).toEqual([]);
  const lines = dump(frame('a', 'x'.repeat(1600)), frame('b', 'y'.repeat(1600)));
  expect(lines).toHaveLength(25);
  expect(lines.at(-1)).toBe('… 88 more rows in which they differ');
});

test('differing bytes are coloured as well', () => {
  const style = { ...PLAIN_STYLE, alarm: (text: string) => `<${text}>` };
  expect(alignedDump([frame('a', '1'), frame('b', '2')], style, '')[0]).toMatch(
    /^0000 {2}a <\[><31><\]> .*<1>/,
  );
});
