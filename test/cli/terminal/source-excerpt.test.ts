import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { excerptLines } from '../../../src/cli/terminal/source-excerpt.ts';

const whole = (text: string, column: number, line = 3): string[] =>
  excerptLines({ text, column, isCutBefore: false, isCutAfter: false }, line);

describe('a line with a caret under the place', () => {
  test('as it is', () => {
    expect(whole('  - ping: {to: alcie}', 16)).toEqual([
      '  3 |   - ping: {to: alcie}', //
      '    |                ^',
    ]);
  });

  test.each<[what: string, text: string, column: number, shown: string, caret: string]>([
    ['after a tab', '\t- poll', 2, '    - poll', '    ^'],
    ['after wide characters', '名前: x', 5, '名前: x', '      ^'],
    ['after a picture', '😀: x', 5, '😀: x', '    ^'],
    ['after a combining mark', 'e\u0301: x', 5, 'e\u0301: x', '   ^'],
    [
      'after what would move the cursor',
      '\u001b[2J\u202e: x',
      8,
      '\\u{1b}[2J\\u{202e}: x',
      '                   ^',
    ],
    ['at the end', 'name:', 6, 'name:', '     ^'],
  ])('%s', (_, text, column, shown, caret) => {
    expect(whole(text, column, 12)).toEqual([`  12 | ${shown}`, `     | ${caret}`]);
  });

  test('nothing of an empty line', () => {
    expect(whole('', 1)).toEqual([]);
    expect(whole('  \t', 3)).toEqual([]);
  });

  test('of a long line what is around the place', () => {
    const [line = '', caret = ''] = whole(`${'a'.repeat(100)}X${'b'.repeat(100)}`, 101);
    expect(line[caret.indexOf('^')]).toBe('X');
    expect(line).toMatch(/\| …a+Xb+…$/);
    expect(line.length).toBeLessThanOrEqual(85);
  });

  test('no line is longer than a terminal, or has anything in it that moves the cursor', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 240 }), fc.nat(240), (text, at) => {
        for (const line of whole(text.replaceAll(/[\r\n]/g, ''), Math.min(at, text.length) + 1)) {
          expect(line.length).toBeLessThanOrEqual(200);
          expect(line).not.toMatch(/\p{Cc}|\p{Cf}|\p{Zl}|\p{Zp}/u);
        }
      }),
    );
  });
});
