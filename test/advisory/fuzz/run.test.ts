import { expect, test } from 'vitest';
import { run } from './run.ts';

test('thousands of mutated files of opam and dune are judged or refused', () => {
  const { judged, none, refused, failures } = run(4000, 7);
  expect(failures).toEqual([]);
  expect(judged).toBeGreaterThan(1000);
  expect(refused).toBeGreaterThan(300);
  expect(none).toBeGreaterThan(10);
});
