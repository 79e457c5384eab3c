import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { OSEC_2019_01 } from '../../src/advisory/advisories.ts';
import { findMentions } from '../../src/advisory/opam-mentions.ts';
import { OpamSyntaxError } from '../../src/advisory/opam-syntax-error.ts';

const find = (text: string) => findMentions(text, OSEC_2019_01).mentions;
const affectedBy = (constraint: string): readonly string[] | undefined =>
  find(`depends: [ "netchannel" ${constraint} ]`)[0]?.affected;

describe('a dependency', () => {
  test.each([
    '',
    '{}',
    '{>= "1.10.0" & < "1.11"}',
    '{= "1.10.0"}',
    '{="1.10.0"}',
    '{>= "1.9.0"}',
    '{< "1.10.1"}',
    '{!= "1.10.1"}',
    '{!(< "1.10.0")}',
    '{< "1.0" | >= "1.10.0"}',
    '{with-test}',
    '{with-test & = "1.10.0"}',
    '{build | os = "linux"}',
    '{>= version}',
    '{= _:version}',
    '{?foo & ocaml:version >= "4.08"}',
    '{(>= "1.10.0" & (< "2"))}',
  ])('%s can select 1.10.0', (constraint) => {
    expect(affectedBy(constraint)).toEqual(['1.10.0']);
  });

  test.each([
    '{>= "1.10.1"}',
    '{< "1.10.0"}',
    '{= "1.9.0"}',
    '{!= "1.10.0"}',
    '{> "1.10.0"}',
    '{with-test & >= "1.11"}',
    '{>= "1.9.0" & != "1.10.0"}',
    '{< "1.10.0" | >= "1.10.1"}',
    '{< "1.10.0~"}',
  ])('%s cannot', (constraint) => {
    expect(affectedBy(constraint)).toEqual([]);
  });

  test('"&" binds closer than "|"', () => {
    expect(affectedBy('{= "1.10.0" | = "3" & = "4"}')).toEqual(['1.10.0']);
    expect(affectedBy('{(= "1.10.0" | = "3") & = "4"}')).toEqual([]);
  });

  test('a pinned version within the range is affected', () => {
    expect(affectedBy('{= "1.10.0+mine"}')).toEqual(['1.10.0+mine']);
  });

  test('is found in alternatives, and its version is no package', () => {
    const [mention, ...more] = find('depends: [ ("a" {= "netchannel"} | "netchannel") ]');
    expect([mention?.column, more.length]).toEqual([36, 0]);
  });

  test('conflicts take versions away', () => {
    const text = 'depends: ["netchannel"]\nconflicts: ["netchannel" {= "1.10.0"}]';
    expect(find(text).flatMap(({ affected }) => affected)).toEqual([]);
  });
});

describe('places', () => {
  test('comments, other packages, other fields and strings are no mentions', () => {
    const text = [
      'opam-version: "2.0"',
      '# depends: ["netchannel"]',
      '(* "netchannel" (* nested *) "netchannel" *)',
      'description: """',
      'depends: [ "netchannel" {= "1.10.0"} ] # said "netchannel.1.10.0"',
      '"""',
      'tags: ["netchannel" "org:mirage"]',
      'depends: ["netchannel-unix" "a\\"netchannel" "mirage-net-xen.1.10.0"]',
      'url { src: "x" }',
    ].join('\n');
    expect(find(text)).toEqual([]);
  });

  test('of a dependency, in lines and columns from 1', () => {
    const text = 'opam-version: "2.0"\r\nsynopsis: "x"\r\ndepends: [\r\n  "netchannel" {= "1.10.0"}\r\n]\r\n';
    expect(find(text)).toEqual([
      {
        line: 4,
        column: 3,
        field: 'depends',
        text: '"netchannel" {= "1.10.0"}',
        affected: ['1.10.0'],
        exact: true,
      },
    ]);
  });

  test('of a switch export', () => {
    const text =
      'opam-version: "2.0"\ncompiler: ["ocaml.4.07.1"]\nroots: ["netchannel.1.10.0"]\ninstalled: [\n  "netchannel.1.10.0"\n  "netchannel.1.9.0"\n]\n';
    const told = find(text).map(({ line, field, affected }) => [line, field, affected.length]);
    expect(told).toEqual([
      [3, 'roots', 1],
      [5, 'installed', 1],
      [6, 'installed', 0],
    ]);
  });

  test('of the package itself, and of pins', () => {
    expect(find('name: "netchannel"\nversion: "1.10.0"')[0]?.affected).toEqual(['1.10.0']);
    expect(find('pin-depends: [["netchannel.1.10.0" "git+https://x"]]')[0]?.affected).toEqual(['1.10.0']);
  });

  test('sections do not hide what follows', () => {
    expect(find('url {\n  src: "a"\n  checksum: ["md5=0"]\n}\ndepends: "netchannel"\n')).toHaveLength(1);
  });
});

describe('what is no opam file', () => {
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
  ])('%j', (text, line, column, message) => {
    try {
      find(text);
      expect.fail('nothing was thrown');
    } catch (error) {
      expect(error).toBeInstanceOf(OpamSyntaxError);
      expect(error).toMatchObject({ line, column, message });
    }
  });

  test('any text ends in mentions or in a message with a place', () => {
    const piece = fc.constantFrom(
      ...[
        'depends:',
        '[',
        ']',
        '{',
        '}',
        '(',
        ')',
        '"netchannel"',
        '"1.10.0"',
        '>=',
        '=',
        '&',
        '|',
        '!',
        '?',
      ],
      ...['(*', '*)', '"', '"""', '\\', '\n', '#', ':', 'url', 'with-test', ' ', '1.10', '+', '%', '\u0000'],
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 25 }), (pieces) => {
        try {
          find(pieces.join(' '));
        } catch (error) {
          if (!(error instanceof OpamSyntaxError)) throw error;
          expect(error.line).toBeGreaterThan(0);
          expect(error.column).toBeGreaterThan(0);
        }
      }),
      { numRuns: 5000 },
    );
  });

  test('deep nesting and long texts are no trouble', () => {
    expect(() =>
      find(`depends: [ "netchannel" {${'('.repeat(100_000)}= "1"${')'.repeat(100_000)}} ]`),
    ).toThrow(OpamSyntaxError);
    expect(find(`depends: [ ${'"x" {= "1"}\n'.repeat(50_000)} "netchannel" ]`)).toHaveLength(1);
  });
});
