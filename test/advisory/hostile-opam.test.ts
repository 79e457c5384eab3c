import { describe, expect, test } from 'vitest';
import { checkText } from './check-text.ts';

const times = (text: string, n: number): string => text.repeat(n);

/** Texts that once took time that grew with the square of their length, or all of the stack. */
const HOSTILE: Readonly<Record<string, (n: number) => string>> = {
  'one long line': (n) => `depends: [ ${times('"netchannel" {= "1.10.0"} ', n)}]`,
  'many lines': (n) => `depends: [\n${times('"x"\n', n)}]`,
  'a long word of words': (n) => `depends: [ "netchannel" { ${times('a:', n)}a } ]`,
  'many terms': (n) => `depends: [ "netchannel" { ${times('>= "1" & ', n)}< "2" } ]`,
  'many versions': (n) =>
    `depends: [ ${Array.from({ length: n }, (_, i) => `"netchannel" {= "1.10.0+${i}"}`).join(' ')} ]`,
  'many versions in one constraint': (n) =>
    `depends: [ "netchannel" {${Array.from({ length: n }, (_, i) => `= "1.10.0+${i}"`).join(' | ')}} ]`,
  'many conflicts': (n) =>
    `depends: [${times('"netchannel"', n)}] conflicts: [${times('"netchannel" {= "1"} ', n)}]`,
  'a long version': (n) => `depends: [ "netchannel" {= "${times('1.', n)}"} ]`,
  'many alternatives': (n) => `depends: [ ${times('"netchannel" | ', n)}"x" ]`,
  'many sections': (n) => `opam-version: "2.0" ${times('a "b" { c: 1 } ', n)}`,
  'many fields': (n) => times('depends: "netchannel" ', n),
  'comments in comments': (n) => `opam-version: "2.0" ${times('(*', n)}${times('*)', n)}`,
  'long strings': (n) => `synopsis: "${times('\\n', n)}" depends: "x"`,
  'many empty strings': (n) => `depends: [${times('"" ', n)}]`,
  'a dune-project': (n) => `(lang dune 3.0)(package (depends ${times('(netchannel (= 1.10.0))', n)}))`,
  'comments of dune': (n) => `(lang dune 3.0)${times('#;', n)}`,
  'lines of comments': (n) => `${times('; ; ;\n', n)}(lang dune 3.0)`,
};

describe.each(Object.entries(HOSTILE))('%s', (_, make) => {
  test('twice as long is at most about twice the work', () => {
    const steps = (n: number): number => {
      const work = { steps: 0 };
      checkText(make(n), 'hostile.opam', work);
      return work.steps;
    };
    const [once, twice] = [steps(2000), steps(4000)];
    expect(once).toBeGreaterThan(0);
    expect(twice / once).toBeLessThan(2.3);
  });
});

test.each([
  ['sections', times('a{', 30_000), 402],
  ['brackets', `depends: ${times('[', 100_000)}`, 210],
  ['parentheses', `depends: [ "netchannel" {${times('(', 100_000)}= "1"${times(')', 100_000)}} ]`, 224],
  ['negations', `depends: [ "netchannel" {${times('!', 100_000)}with-test} ]`, 226],
])('%s that are nested too deep are refused with their place', (_, text, column) => {
  const message = 'Nested deeper than 200 levels';
  expect(() => checkText(`opam-version: "2.0"\n${text}`)).toThrow(
    expect.objectContaining({ name: 'ManifestSyntaxError', line: 2, column, message }),
  );
});

test.each([
  ['depends: [ "netchannel', 1, 12, 'String does not end'],
  ['a: 1\n(* b', 2, 1, 'Comment does not end'],
  ['depends: [', 1, 10, 'Bracket "[" is not closed'],
  ['depends: ]', 1, 10, 'Unexpected "]"'],
  ['depends: [ "x" } ', 1, 16, 'Unexpected "}"'],
  ['hello world', 1, 7, 'Unexpected "world"; expected ":" after "hello"'],
  ['"x"', 1, 1, 'Unexpected "x"; expected a field such as "depends:"'],
  ['depends: [ "netchannel" {>=} ]', 1, 26, 'Version constraint is not complete'],
  ['depends: [ "netchannel" {& "1"} ]', 1, 26, 'Unexpected "&" in a version constraint'],
  ['a: 1\n  @', 2, 3, 'Unexpected character "@"'],
])('%j is no opam file', (text, line, column, message) => {
  expect(() => checkText(text)).toThrow(expect.objectContaining({ line, column, message }));
});
