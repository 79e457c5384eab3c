import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ownSequence, terminalText } from '../../../src/cli/terminal/terminal-text.ts';
import { printable } from '../../../src/report/printable.ts';

/** Told once more, by number: C0 and C1, bidirectional and other formatting, line separators, halves of characters. */
function isDangerous(code: number): boolean {
  return (
    code < 0x20 ||
    (code >= 0x7f && code <= 0x9f) ||
    [0xad, 0x61c, 0x180e, 0xfeff].includes(code) ||
    (code >= 0x200b && code <= 0x200f) ||
    (code >= 0x2028 && code <= 0x202e) ||
    (code >= 0x2060 && code <= 0x206f) ||
    (code >= 0xfff9 && code <= 0xfffb) ||
    (code >= 0xd800 && code <= 0xdfff) ||
    (code >= 0xe_0000 && code <= 0xe_007f)
  );
}

describe.each([
  ['printable', printable, ''],
  ['terminalText', terminalText, '\n\t'],
])('%s', (_, shown, passing) => {
  test('of all characters, none that is dangerous passes', () => {
    const passed: string[] = [];
    for (let code = 0; code <= 0x10_ffff; code++) {
      const text = String.fromCodePoint(code);
      if (isDangerous(code) && shown(text) === text && !passing.includes(text)) {
        passed.push(code.toString(16));
      }
    }
    expect(passed).toEqual([]);
  });

  test('ordinary text of any language stays as it is', () => {
    const text =
      'Grüße, Ελλάδα, Привет, שלום, مرحبا, नमस्ते, 你好, こんにちは, 안녕, café, 😀, …, “x”, a\u0301';
    expect(shown(text)).toBe(text);
  });
});

test('our colours pass, and what looks like them does not', () => {
  expect(terminalText(`${ownSequence(31)}a${ownSequence(39)}`)).toBe('\u001b[31ma\u001b[39m');
  expect(terminalText('\u001b[31ma\u001b[39m')).toBe('\\u{1b}[31ma\\u{1b}[39m');
  expect(terminalText('\u001b[100000000;31ma')).toBe('\\u{1b}[100000000;31ma');
});

test('whatever stands between our colours, only they pass', () => {
  const piece = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.constantFrom(
      '\u001b[',
      '\u001b]0;x\u0007',
      '\u009b31m',
      '\u202e',
      '31m',
      ownSequence(31).slice(0, -1),
    ),
    fc.constantFrom(1, 31, 39).map(ownSequence),
  );
  fc.assert(
    fc.property(fc.array(piece), (pieces) => {
      const told = terminalText(pieces.join(''));
      // biome-ignore lint/suspicious/noControlCharactersInRegex: they are the colours
      const bare = told.replaceAll(/\u001b\[[0-9]+m/g, '');
      expect([...bare].filter((c) => isDangerous(c.codePointAt(0) ?? 0) && c !== '\n' && c !== '\t')).toEqual(
        [],
      );
    }),
    { numRuns: 2000 },
  );
});

test('there is one way to the terminal', () => {
  const folder = path.join(import.meta.dirname, '../../../src/cli');
  const writers = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter(
    (name) =>
      name.endsWith('.ts') && /\bstd(?:out|err)\.write\(/.test(readFileSync(path.join(folder, name), 'utf8')),
  );
  // Commander's own messages, which pass the gate there; and the gate itself.
  expect(writers.sort()).toEqual(['program.ts', path.join('terminal', 'write-text.ts')]);
});
