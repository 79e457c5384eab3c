import { expect, test, vi } from 'vitest';
import { once } from '../../../src/script/schema/once.ts';

test('what is made once is made when it is asked for, and stays the same', () => {
  const make = vi.fn(() => ({}));
  const made = once(make);
  expect(make).not.toHaveBeenCalled();
  const first = made();
  expect(made()).toBe(first);
  expect(make).toHaveBeenCalledTimes(1);
});

test('it may be undefined', () => {
  const make = vi.fn();
  const made = once(make);
  expect([made(), made()]).toEqual([undefined, undefined]);
  expect(make).toHaveBeenCalledTimes(1);
});
