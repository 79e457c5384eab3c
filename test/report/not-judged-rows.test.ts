import { expect, test } from 'vitest';
import { notJudgedRows } from '../../src/report/not-judged-rows.ts';
import { PLAIN_STYLE } from '../../src/report/style.ts';
import type { NotJudgedGroup } from '../../src/wire/not-judged-counts.ts';

function groups(...frames: number[]): NotJudgedGroup[] {
  return frames.map((count, i) => ({
    reason: 'ethertype',
    value: i,
    text: `reason ${i}`,
    frames: count,
    firstFrame: i + 1,
  }));
}

function rowsOf(...frames: number[]): string[][] {
  const total = frames.reduce((sum, count) => sum + count, 0);
  return notJudgedRows('not judged', total, groups(...frames), PLAIN_STYLE).map((row) =>
    row.map((cell) => (typeof cell === 'string' ? cell : cell.text)),
  );
}

test('one reason is told in the same row', () => {
  expect(rowsOf(2000)).toEqual([['not judged', '2,000', 'reason 0']]);
});

test('each of a few has a row of its own', () => {
  expect(rowsOf(5, 4, 3, 2)).toEqual([
    ['not judged', '14', 'nothing wrong found, but not all of them was looked into:'],
    ['', '5', 'reason 0'],
    ['', '4', 'reason 1'],
    ['', '3', 'reason 2'],
    ['', '2', 'reason 3'],
  ]);
});

test('of many, the last ones are told together', () => {
  expect(rowsOf(6, 5, 4, 3, 1)).toEqual([
    ['not judged', '19', 'nothing wrong found, but not all of them was looked into:'],
    ['', '6', 'reason 0'],
    ['', '5', 'reason 1'],
    ['', '4', 'reason 2'],
    ['', '4', '2 other reasons'],
  ]);
});
