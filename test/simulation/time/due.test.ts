import { expect, test } from 'vitest';
import * as due from '../../../src/simulation/time/due.ts';

test('what is due is told apart: by numbers that differ, and that no request has as its id', () => {
  const numbers = Object.values(due).filter((value) => typeof value === 'number');
  expect(numbers.length).toBeGreaterThan(3);
  expect(new Set(numbers).size).toBe(numbers.length);
  for (const number of numbers) expect(number).toBeLessThan(0);
});
