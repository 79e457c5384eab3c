import { expect, test } from 'vitest';
import { keysIn } from '../../../src/cli/demo/keys.ts';

test('keys, arrows in both forms, and nothing of what stands for none', () => {
  expect(keysIn('\r b')).toEqual(['next', 'next', 'back']);
  expect(keysIn('\u001b[C\u001bOC\u001b[D\u001b[6~')).toEqual(['next', 'next', 'back', 'next']);
  expect(keysIn('npr\tgG')).toEqual([
    'next finding',
    'previous finding',
    'release',
    'release',
    'first',
    'last',
  ]);
  expect(keysIn('q\u0003\u0004\u001a')).toEqual(['quit', 'interrupt', 'quit', 'suspend']);
  // What a paste or a mouse sends is no key, whatever letters are in it.
  expect(keysIn('\u001b[200;1q\u001b[1;5R\u001bconstructor')).toEqual(keysIn('constructor'));
  expect(keysIn('xyz\u0000é')).toEqual([]);
});
