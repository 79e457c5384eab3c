// biome-ignore-all lint/suspicious/noTemplateCurlyInString: scripts have templates of their own
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { escapeTemplate, parseTemplate } from '../../../src/script/templates/template.ts';

test.each<[template: string, parts: unknown]>([
  ['', []],
  ['plain', ['plain']],
  ['$ $$ {} $x }', ['$ $$ {} $x }']],
  ['a${b}c', ['a', { name: 'b' }, 'c']],
  ['${ a }${_b2}', [{ name: 'a' }, { name: '_b2' }]],
  ['$${a}', ['${a}']],
  ['$$${a}', ['$${a}']],
  ['${a}$${b}${c}', [{ name: 'a' }, '${b}', { name: 'c' }]],
  ['${a', { unclosedAt: 0 }],
  ['x${}', { unclosedAt: 1 }],
  ['${a b}', { unclosedAt: 0 }],
  ['$${${', { unclosedAt: 3 }],
])('%j is taken apart', (template, parts) => {
  expect(parseTemplate(template)).toEqual(parts);
});

const text = fc.oneof(
  fc.string(),
  fc
    .array(fc.constantFrom('$', '{', '}', '${', '$${', 'a', ' '), { maxLength: 12 })
    .map((parts) => parts.join('')),
);

test('an escaped text stands for itself', () => {
  fc.assert(
    fc.property(text, (value) => {
      expect(parseTemplate(escapeTemplate(value))).toEqual(value === '' ? [] : [value]);
    }),
  );
});

test('texts and names come back in order', () => {
  const name = fc.stringMatching(/^[A-Za-z_]\w{0,5}$/);
  // A text that ends in "$" would make an escape of the name that follows.
  const before = text.map((value) => value.replace(/\$+$/, ''));
  fc.assert(
    fc.property(fc.array(fc.tuple(before, name)), text, (pairs, last) => {
      const template = pairs.map(([literal, key]) => `${escapeTemplate(literal)}\${${key}}`).join('');
      const expected = pairs.flatMap(([literal, key]) => [
        ...(literal === '' ? [] : [literal]),
        { name: key },
      ]);
      expect(parseTemplate(template + escapeTemplate(last))).toEqual([
        ...expected,
        ...(last === '' ? [] : [last]),
      ]);
    }),
  );
});

test('any text is taken apart, or told where it is wrong', () => {
  fc.assert(
    fc.property(text, (value) => {
      const parts = parseTemplate(value);
      if (!Array.isArray(parts)) expect(value.startsWith('${', parts.unclosedAt)).toBe(true);
    }),
  );
});
