import { expect, test } from 'vitest';
import { PACE, USUAL_PACES } from '../../../src/cli/options/pace.ts';

test('a pace is a factor', () => {
  expect(USUAL_PACES.map(PACE.parse)).toEqual([Infinity, 1, 10, 100]);
  expect(['0', 'x0.5', 'X2', '×3'].map(PACE.parse)).toEqual([Infinity, 0.5, 2, 3]);
});

test.each(['', 'fast', '10', 'x', 'x0', 'x-1', 'x1e9', 'x2000000', 'real time'])('%j is none', (text) => {
  expect(() => PACE.parse(text)).toThrow(
    `Cannot use the pace ${JSON.stringify(text)}: expected asap, realtime, or a factor`,
  );
});
