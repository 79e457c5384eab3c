import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { BytePattern } from '../../../src/inspection/old-memory/byte-pattern.ts';

const ATOMS = [
  'a',
  'b',
  'A',
  '.',
  '[ab]',
  '[^a]',
  '\\x61',
  '\\d',
  '\\w',
  '\\W',
  '\\s',
  '[\\d-]',
  '\\.',
  '\\0',
  '[]]',
  'µ',
  'ÿ',
];
const ASSERTIONS = ['^', '$', '\\b', '\\B'];
const QUANTIFIERS = ['*', '+', '?', '*?', '+?', '??', '{2}', '{0}', '{1,3}', '{2,}', '{0,2}?'];

/** Patterns as somebody might write them, and as nobody would. */
const { pattern: patterns } = fc.letrec<{ pattern: string; one: string }>((tie) => ({
  one: fc.oneof(
    { depthSize: 'small' },
    { weight: 4, arbitrary: fc.constantFrom(...ATOMS) },
    { weight: 1, arbitrary: fc.constantFrom(...ASSERTIONS) },
    { weight: 2, arbitrary: tie('pattern').map((inside) => `(${inside})`) },
    { weight: 1, arbitrary: tie('pattern').map((inside) => `(?:${inside})`) },
    {
      weight: 3,
      arbitrary: fc
        .tuple(fc.constantFrom(...ATOMS), fc.constantFrom(...QUANTIFIERS))
        .map((both) => both.join('')),
    },
    {
      weight: 2,
      arbitrary: fc
        .tuple(tie('pattern'), fc.constantFrom(...QUANTIFIERS))
        .map(([inside, often]) => `(${inside})${often}`),
    },
  ),
  pattern: fc.oneof(
    { depthSize: 'small' },
    { weight: 3, arbitrary: fc.array(tie('one'), { minLength: 1, maxLength: 3 }).map((all) => all.join('')) },
    { weight: 1, arbitrary: fc.tuple(tie('one'), tie('one')).map((both) => both.join('|')) },
    { weight: 1, arbitrary: tie('one').map((one) => `|${one}`) },
  ),
}));

const texts = fc.array(fc.constantFrom(...'aabbAB1-. \n\0]µÿ'), { maxLength: 12 }).map((all) => all.join(''));

function bytesOf(text: string): Uint8Array {
  return Uint8Array.from(text, (character) => character.charCodeAt(0));
}

function findIn(pattern: BytePattern, text: string, from: number): number[] | undefined {
  // What is before and behind is none of it.
  const bytes = bytesOf(`a${text}b`);
  const found = pattern.find(bytes, 1, bytes.length - 1, from + 1);
  return found && [found.start - 1, found.end - 1];
}

/** Whether a group that is repeated can match nothing: then `RegExp` tries once more for something. */
function repeatsNothing(source: string): boolean {
  return [...source.matchAll(/\)[*+?{]/g)].some(({ index }) => {
    let open = index;
    for (let depth = 1; depth > 0; ) {
      open--;
      // "\\(" and "[(]" are not made here.
      if (source[open] === ')') depth++;
      if (source[open] === '(') depth--;
    }
    return (
      new RegExp(`^${source.slice(open, index + 1)}$`).test('') || /[\\^$]/.test(source.slice(open, index))
    );
  });
}

test('finds what RegExp finds', () => {
  let compared = 0;
  fc.assert(
    fc.property(patterns, fc.boolean(), texts, fc.nat(3), (source, ignoresCase, text, from) => {
      let pattern: BytePattern;
      try {
        pattern = new BytePattern(source, ignoresCase);
      } catch (error) {
        expect(String(error)).toContain('too long');
        return;
      }
      const start = Math.min(from, text.length);
      const judge = new RegExp(source, ignoresCase ? 'gsi' : 'gs');
      judge.lastIndex = start;
      const match = judge.exec(text);
      const found = findIn(pattern, text, start);
      expect(found?.[0]).toBe(match?.index);
      if (match === null || repeatsNothing(source)) return;
      compared++;
      expect(found?.[1]).toBe(match.index + match[0].length);
    }),
    { numRuns: 5000 },
  );
  expect(compared).toBeGreaterThan(1000);
});

describe('takes as long as there are bytes', () => {
  /** Bytes that are looked at, once for each look. */
  function looksAt(pattern: BytePattern, length: number): number {
    let looks = 0;
    const bytes = new Proxy(bytesOf('a'.repeat(length)), {
      get: (target, key) => {
        if (typeof key === 'string' && /^\d+$/.test(key)) looks++;
        return Reflect.get(target, key) as unknown;
      },
    });
    pattern.find(bytes, 0, length, 0);
    return looks;
  }

  test.each([
    '(a+)+b',
    '(a|a)*b',
    '(a|aa)+$b',
    'a*a*a*a*a*b',
    '(.*)*x',
    '(?:a?){30}a{30}b',
    '(x+x+)+y|(a+a+)+y',
  ])('/%s/', (source) => {
    const [short, long] = [100, 200].map((length) => looksAt(new BytePattern(source), length)) as [
      number,
      number,
    ];
    expect(long).toBeLessThan(2.2 * short);
  });
});

test.each([
  ['(a)\\1', 'it refers back to what has matched with "\\1"'],
  ['(?<x>a)\\k<x>', 'it refers back to what has matched with "\\k<x>"'],
  ['a(?=b)', 'it looks ahead or behind with "(?="'],
  ['(?<!a)b', 'it looks ahead or behind with "(?<!"'],
  ['.{501}', 'the pattern is too long: with its repetitions written out it has more than 500 parts'],
  ['((a{50}){50}){50}', 'the pattern is too long'],
  ['a{1000000000}', 'the pattern is too long'],
  ['(', 'Unterminated group'],
])('/%s/ is refused: %s', (source, why) => {
  expect(() => new BytePattern(source)).toThrow(why);
});

test('the longest that there may be is taken', () => {
  expect(findIn(new BytePattern('a{500}'), 'a'.repeat(500), 0)).toEqual([0, 500]);
});
