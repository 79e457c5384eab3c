import fc from 'fast-check';
import { expect, test } from 'vitest';
import { wrap, wrapPieces } from '../../src/report/wrap.ts';

test('lines are broken at spaces and indented', () => {
  expect(wrap('one two three four', 10, '> ', '  ')).toEqual(['> one two', '  three', '  four']);
});

test('a word that is too long is broken', () => {
  expect(wrap('a incomprehensible b', 8)).toEqual(['a', 'incompre', 'hensible', 'b']);
  expect(wrap('a incomprehensible b', 8, '> ', '  ')).toEqual(['> a', '  incomp', '  rehens', '  ible b']);
});

test('pieces are set off one by one, and stand side by side', () => {
  const paint = (text: string): string => `<${text}>`;
  const pieces = [{ text: 'Frame 3', paint }, ', to', { text: ' bob', paint }];
  expect(wrapPieces(pieces, 80)).toEqual(['<Frame> <3>, to <bob>']);
  expect(wrapPieces(pieces, 9, { text: 'in ', paint }, '   ')).toEqual([
    '<in ><Frame>',
    '   <3>, to',
    '   <bob>',
  ]);
});

test('characters of two columns count as two, and are not cut in half', () => {
  expect(wrap('漢字漢字', 5)).toEqual(['漢字', '漢字']);
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
