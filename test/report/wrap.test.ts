import fc from 'fast-check';
import { expect, test } from 'vitest';
import { wrap } from '../../src/report/wrap.ts';

test('lines are broken at spaces and indented', () => {
  expect(wrap('one two three four', 10, '> ', '  ')).toEqual(['> one two', '  three', '  four']);
});

test('a word that is too long gets a line of its own', () => {
  expect(wrap('a incomprehensibilities b', 5)).toEqual(['a', 'incomprehensibilities', 'b']);
});

test('no word is lost', () => {
  const words = fc.array(fc.stringMatching(/^[a-z]{1,12}$/), { minLength: 1 });
  fc.assert(
    fc.property(words, fc.integer({ min: 12, max: 40 }), (list, width) => {
      const lines = wrap(list.join(' '), width);
      expect(lines.join(' ')).toBe(list.join(' '));
      for (const line of lines) expect(line.length).toBeLessThanOrEqual(width);
    }),
  );
});
