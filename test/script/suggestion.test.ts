import { expect, test } from 'vitest';
import { didYouMean, suggest } from '../../src/script/index.ts';

test.each([
  ['alcie', 'alice'],
  ['ALICE', 'alice'],
  ['bo', 'bob'],
  ['upd', 'udp'],
  ['x', undefined],
  ['carol', undefined],
  ['', undefined],
])('%s was meant to be %s', (word, meant) => {
  expect(suggest(word, ['alice', 'bob', 'udp', 'tcp'])).toBe(meant);
});

test('a suggestion completes a message', () => {
  expect(didYouMean('alcie', ['alice'])).toBe('; did you mean "alice"?');
  expect(didYouMean('zebra', ['alice'])).toBe('');
});

test('a very long word takes no time', () => {
  expect(suggest('x'.repeat(1e6), ['alice'])).toBeUndefined();
});
