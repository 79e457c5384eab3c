import { expect, test } from 'vitest';
import { Host } from '../../src/xen/host.ts';

test('each domain has one grant table of its own', () => {
  const host = new Host(1);
  expect(host.grantsOf(1)).toBe(host.grantsOf(1));
  expect(host.grantsOf(2)).not.toBe(host.grantsOf(1));
  expect([host.grantsOf(1).owner, host.grantsOf(2).owner]).toEqual([1, 2]);
});

test('it has as many pages as it is given', () => {
  const { memory } = new Host(2);
  expect([memory.allocatePage(), memory.allocatePage()]).toEqual([0, 1]);
  expect(() => memory.allocatePage()).toThrow('Cannot allocate a page: the machine has no memory left');
});
