import { describe, expect, test } from 'vitest';
import { readDocument } from '../../../src/script/document/read-document.ts';
import { ScriptErrors } from '../../../src/script/errors.ts';

function refused(text: string): ScriptErrors {
  try {
    readDocument(text, 'x');
  } catch (error) {
    if (error instanceof ScriptErrors) return error;
    throw error;
  }
  throw new Error('The text was not refused');
}

function problem(text: string): string {
  return String(refused(text).errors[0]);
}

describe('a document', () => {
  const document = readDocument('a: 0x10\nb:\n  - 1.10\n  - &x {c: d}\n  - *x\n', 'x');

  test('becomes plain data', () => {
    expect(document.value).toEqual({ a: 16, b: [1.1, { c: 'd' }, { c: 'd' }] });
  });

  test('knows where everything stands', () => {
    expect(document.locate(['b', 1, 'c'], 'value')).toEqual({ line: 4, column: 12 });
    expect(document.locate(['b', 1, 'c'], 'key')).toEqual({ line: 4, column: 9 });
    expect(document.locate(['b', 2, 'c'], 'value')).toEqual({ line: 4, column: 12 });
    expect(document.locate(['b'], 'key')).toEqual({ line: 2, column: 1 });
    expect(document.locate([], 'value')).toEqual({ line: 1, column: 1 });
  });

  test('gives the nearest place of what is not there', () => {
    expect(document.locate(['b', 1, 'zzz'], 'value')).toEqual({ line: 4, column: 8 });
    expect(document.locate(['b', 9], 'value')).toEqual({ line: 3, column: 3 });
    expect(document.locate(['a', 'b', 'c'], 'value')).toEqual({ line: 1, column: 4 });
  });

  test('knows how a scalar is spelt', () => {
    expect(document.spelling(['a'])).toBe('0x10');
    expect(document.spelling(['b', 0])).toBe('1.10');
    expect(document.spelling(['b'])).toBeUndefined();
    expect(document.spelling(['z', 'z'])).toBeUndefined();
  });
});

describe('hostile texts end in a message', () => {
  const deep = 'Script is nested too deeply: at most 64 levels';
  const laughs = ['a: &a [x, x, x, x, x, x, x, x, x]'];
  for (let i = 1; i < 20; i++) {
    const [name, before] = [String.fromCharCode(97 + i), String.fromCharCode(96 + i)];
    laughs.push(`${name}: &${name} [${Array(9).fill(`*${before}`).join(', ')}]`);
  }

  test.each([
    ['brackets', '['.repeat(1e6), `x:1:65: ${deep}`],
    ['braces', '{a: '.repeat(1e5), `x:1:257: ${deep}`],
    ['dashes', '- '.repeat(1e5), `x:1:131: ${deep}`],
    ['dashes and a line', `${'- '.repeat(1e5)}\nx`, `x:1:131: ${deep}`],
    ['colons and a line', `${': '.repeat(1e5)}\nx`, `x:1:131: ${deep}`],
    ['question marks', '? '.repeat(1e5), `x:1:131: ${deep}`],
    [
      'indentation',
      Array.from({ length: 100 }, (_, i) => `${' '.repeat(i)}a:\n`).join(''),
      `x:66:66: ${deep}`,
    ],
    ['tokens', '-\n'.repeat(900_000), 'x:800000:2: Script is too long: more than 1600000 tokens'],
    ['texts', `[${'a,'.repeat(500_000)}`, 'x:1:899998: Script is too long: more than 450000 keys and values'],
    [
      'quoted texts',
      `[${'"",'.repeat(500_000)}`,
      'x:1:1349996: Script is too long: more than 450000 keys and values',
    ],
    [
      'lists',
      `[${'[],'.repeat(500_000)}`,
      'x:1:674999: Script is too long: more than 450000 keys and values',
    ],
    [
      'text',
      ' '.repeat(4 * 1024 * 1024 + 1),
      'x:1:1: Script is too long: 4194305 characters, at most 4194304',
    ],
    ['a billion laughs', laughs.join('\n'), 'x:6:7: f: Script is too long: more than 500000 values'],
    [
      'a long text repeated',
      `a: &a "${'x'.repeat(1e6)}"\nb: [${'*a,'.repeat(1000)}]`,
      'x:2:4: b: Script is too long: more than 500000 values',
    ],
    [
      'many keys',
      `${Array.from({ length: 5e4 }, (_, i) => `k${i}: 1\n`).join('')}k0: 2`,
      'x:50001:1: k0: Duplicate key "k0"',
    ],
  ])('%s', (_, text, message) => {
    expect(problem(text)).toBe(message);
  });

  test('of many faults the first are told, and no more are kept', () => {
    const faults = `a: "${'\\q'.repeat(1_000_000)}"`;
    const errors = refused(faults);
    expect(errors.more).toBe(true);
    expect(errors.errors).toHaveLength(50);
    expect(String(errors.errors[49])).toBe(
      `x:1:103: Unknown escape "\\q"; "\\" itself is written "\\\\", or stands in '…'`,
    );
    const brackets = refused(']'.repeat(1_000_000));
    expect(brackets.errors).toHaveLength(50);
    expect(brackets.more).toBe(true);
  });
});
