import { describe, expect, test } from 'vitest';
import { checkText } from './check-text.ts';

const ofDependency = (constraint: string): string =>
  checkText(`depends: [ "netchannel" ${constraint} ]`).verdict;

describe('a dependency on netchannel', () => {
  test.each([
    '{= "1.10.0"}',
    '{="1.10.0"}',
    '{= "1.10.0+mine"}',
    '{= "1.10.0-1"}',
    '{>= "1.10.0" & < "1.10.1"}',
    '{> "1.9.0" & <= "1.10.0"}',
    '{!(< "1.10.0") & !(> "1.10.0")}',
    '{= "1.10.0" | (>= "1.10.0" & < "1.10.1~")}',
  ])('%s selects 1.10.0 only: affected', (constraint) => {
    expect(ofDependency(constraint)).toBe('affected');
  });

  test.each([
    '',
    '{}',
    '{>= "1.10.0" & < "1.11"}',
    '{>= "1.9.0"}',
    '{< "1.10.1"}',
    '{!= "1.10.1"}',
    '{!(< "1.10.0")}',
    '{< "1.0" | >= "1.10.0"}',
    '{with-test}',
    '{with-test & = "1.10.0"}',
    '{= "1.10.0" & os = "linux"}',
    '{!with-test & = "1.10.0"}',
    '{build | os = "linux"}',
    '{>= version}',
    '{= _:version}',
    '{= foo:version}',
    '{= "%{v}%"}',
    '{?foo & ocaml:version >= "4.08"}',
    '{(>= "1.10.0" & (< "2"))}',
    '{= "1.10"}',
    '{= "1.10.0~rc1"}',
    '{= "1.10.1~rc1"}',
    '{= "dev"}',
    '{>= "1.9" & < "2"}',
  ])('%s can select it, or does not say: cannot tell', (constraint) => {
    expect(ofDependency(constraint)).toBe('cannot tell');
  });

  test.each([
    '{>= "1.10.1"}',
    '{>= "1.10.1~"}',
    '{< "1.10.0"}',
    '{= "1.9.0"}',
    '{= "1.9.0+dune"}',
    '{!= "1.10.0"}',
    '{> "1.10.0"}',
    '{with-test & >= "1.11"}',
    '{>= "1.9.0" & != "1.10.0"}',
    '{< "1.10.0" | >= "1.10.1"}',
    '{< "1.10.0~"}',
  ])('%s cannot: not affected', (constraint) => {
    expect(ofDependency(constraint)).toBe('not affected');
  });

  test('"&" binds closer than "|"', () => {
    expect(ofDependency('{= "1.10.0" | = "3" & = "1.9.0"}')).toBe('affected');
    expect(ofDependency('{(= "1.10.0" | = "3") & = "1.9.0"}')).toBe('not affected');
  });

  test('says what it can select', () => {
    const [finding] = checkText('depends: "netchannel" {>= "1.10.0" & < "1.11"}').findings;
    expect(finding).toMatchObject({
      affected: ['1.10.0'],
      because: 'can select 1.10.0, affected by OSEC-2019-01, and 1.10.1 and 1.10.2, which are not',
    });
  });

  test.each([
    ['depends: [ ("netchannel" {= "1.10.0"} | "other") ]', 'cannot tell'],
    ['depends: [ "netchannel" {= "1.10.0"} | "other" "x" ]', 'cannot tell'],
    ['depends: [ "x" & ("other" | "y" & ("netchannel" {= "1.10.0"})) ]', 'cannot tell'],
    ['depends: [ ("x" | "y") "netchannel" {= "1.10.0"} ]', 'affected'],
    ['depends: [ "x" | "y" "netchannel" {= "1.10.0"} ]', 'affected'],
    ['depends: [ ("netchannel" {= "1.10.0"} & "other") ]', 'affected'],
    ['depopts: [ "netchannel" {= "1.10.0"} ]', 'cannot tell'],
    ['depopts: [ "netchannel" {= "1.10.1"} ]', 'not affected'],
  ])('%s: %s', (text, verdict) => {
    expect(checkText(text).verdict).toBe(verdict);
  });
});

describe('what a file says in several places holds at once', () => {
  test.each([
    ['depends: ["netchannel"]\nconflicts: ["netchannel" {= "1.10.0"}]', 'not affected'],
    ['depends: ["netchannel"]\nconflicts: ["netchannel" {< "1.10.0"}]', 'cannot tell'],
    ['depends: ["netchannel"]\nconflicts: ["netchannel" {= "1.10.0" & with-test}]', 'cannot tell'],
    ['depends: ["netchannel" {>= "1.10"} "netchannel" {!= "1.10.0"}]', 'not affected'],
    ['depends: ["netchannel" {>= "1.10"} "netchannel" {with-test & != "1.10.0"}]', 'cannot tell'],
    ['depends: ["netchannel"]\npin-depends: [["netchannel.1.10.1" "git+https://x"]]', 'not affected'],
    ['depends: ["netchannel"]\npin-depends: [["netchannel.1.10.0" "git+https://x"]]', 'affected'],
    ['depends: ["netchannel"]\npin-depends: [["netchannel.dev" "git+https://x"]]', 'cannot tell'],
    ['depends: ["mirage-net-xen" {= "1.10.0"} "netchannel" {>= "1.10.1"}]', 'not affected'],
    ['depends: ["mirage-net-xen" {= "1.10.0"} "netchannel" {with-test & >= "1.10.1"}]', 'cannot tell'],
    ['depends: ["mirage" "mirage-net-xen" {>= "1.10.1"}]', 'not affected'],
    ['depends: ["mirage" "mirage-net-xen" {>= "1.10.0"}]', 'cannot tell'],
    ['depends: ["mirage-xen"]\nconflicts: ["netchannel" {= "1.10.0"}]', 'not affected'],
  ])('%s: %s', (text, verdict) => {
    expect(checkText(text).verdict).toBe(verdict);
  });
});

describe('packages that bring netchannel in', () => {
  test.each([
    ['"mirage-net-xen" {= "1.10.0"}', 'cannot tell'],
    ['"mirage-net-xen"', 'cannot tell'],
    ['"mirage-net-xen" {>= "1.9.0"}', 'cannot tell'],
    ['"mirage-net-xen" {= "1.10"}', 'cannot tell'],
    ['"mirage-net-xen" {= "1.10.0+dune"}', 'cannot tell'],
    ['"mirage-net-xen" {= "dev"}', 'cannot tell'],
    ['"mirage-net-xen" {= "1.9.0"}', 'not affected'],
    ['"mirage-net-xen" {= "1.10.1"}', 'not affected'],
    ['"mirage-net-xen" {>= "1.10.1"}', 'not affected'],
    ['"mirage-net-xen" {>= "2.0.0"}', 'not affected'],
    ['"mirage"', 'cannot tell'],
    ['"mirage" {>= "3.5.0"}', 'cannot tell'],
    ['"mirage" {= "3.7.0"}', 'cannot tell'],
    ['"mirage" {>= "3.7.1"}', 'not affected'],
    ['"mirage" {>= "4.4.0" & < "4.5.0"}', 'not affected'],
    ['"mirage-xen"', 'cannot tell'],
    ['"mirage-xen" {>= "3.2.0" & < "4.0.0"}', 'cannot tell'],
    ['"mirage-xen" {>= "4.0.0"}', 'not affected'],
    ['"qubes-mirage-firewall"', 'not affected'],
    ['"lwt"', 'not affected'],
    ['"mirage-net-xen-extra" {= "1.10.0"}', 'not affected'],
  ])('%s: %s', (dependency, verdict) => {
    expect(checkText(`opam-version: "2.0"\ndepends: [${dependency}]`).verdict).toBe(verdict);
  });
});

describe('lists of all that is there', () => {
  const listing = (...names: string[]): string =>
    `opam-version: "2.0"\ninstalled: [${names.map((name) => JSON.stringify(name)).join(' ')}]`;

  test.each([
    [listing('mirage-net-xen.1.10.0', 'netchannel.1.10.0'), 'export', 'affected'],
    [listing('mirage-net-xen.1.10.0', 'netchannel.1.10.1'), 'export', 'not affected'],
    [listing('mirage-net-xen.1.10.0'), 'export', 'cannot tell'],
    [listing('netchannel.dev'), 'export', 'cannot tell'],
    [listing('netchannel.~dev'), 'export', 'cannot tell'],
    [listing('mirage.3.5.0', 'mirage-xen.3.2.0'), 'export', 'not affected'],
    ['depends: ["mirage" {= "3.5.0"}]', 'my.opam.locked', 'not affected'],
    ['depends: ["mirage" {= "3.5.0"}]', 'my.opam', 'cannot tell'],
    ['depends: ["netchannel" {= "1.10.0"} "mirage" {= "3.5.0"}]', 'my.opam.locked', 'affected'],
    ['depends: ["netchannel" {= "1.10.1+dune" & ?vendor}]', 'my.opam.locked', 'not affected'],
  ])('%s in %s: %s', (text, path, verdict) => {
    expect(checkText(text, path).verdict).toBe(verdict);
  });
});

describe('the file of a package itself', () => {
  test.each([
    ['name: "netchannel"\nversion: "1.10.0"\nopam-version: "2.0"', 'opam', 'affected'],
    ['name: "netchannel"\nopam-version: "2.0"', 'opam', 'cannot tell'],
    ['opam-version: "2.0"', 'netchannel.1.10.0/opam', 'affected'],
    ['opam-version: "2.0"', 'netchannel.1.10.2/opam', 'not affected'],
    ['opam-version: "2.0"', 'src/netchannel.opam', 'cannot tell'],
    [
      'opam-version: "2.0"\ndepends: ["netchannel" {= version}]',
      'mirage-net-xen.1.13.0/opam',
      'not affected',
    ],
    ['opam-version: "2.0"\ndepends: ["netchannel" {= version}]', 'mine.1.10.0/opam', 'affected'],
    ['opam-version: "2.0"\ndepends: ["mirage-xen-posix"]', 'mirage-xen.opam', 'not affected'],
  ])('%j at %s: %s', (text, path, verdict) => {
    expect(checkText(text, path).verdict).toBe(verdict);
  });
});

describe('places', () => {
  const places = (text: string): unknown[] =>
    checkText(text).findings.map(({ line, column, field, verdict }) => [line, column, field, verdict]);

  test('comments, other packages, other fields and strings are none', () => {
    const text = [
      'opam-version: "2.0"',
      '# depends: ["netchannel"]',
      '(* "netchannel" (* nested *) "netchannel" *)',
      'description: """',
      'depends: [ "netchannel" {= "1.10.0"} ] # said "netchannel.1.10.0"',
      '"""',
      'tags: ["netchannel" "org:mirage"]',
      'depends: ["netchannel-unix" "a\\"netchannel" "netchannel.1.10.0" ("a" {= "netchannel"})]',
      'url { src: "x" }',
    ].join('\n');
    expect(places(text)).toEqual([]);
  });

  test('of a dependency, in lines and columns from 1', () => {
    const text = 'opam-version: "2.0"\r\nsynopsis: "x"\r\ndepends: [\r\n  "netchannel" {= "1.10.0"}\r\n]\r\n';
    expect(checkText(text).findings).toEqual([
      {
        file: 'my.opam',
        line: 4,
        column: 3,
        field: 'depends',
        package: 'netchannel',
        text: '"netchannel" {= "1.10.0"}',
        verdict: 'affected',
        affected: ['1.10.0'],
        because: 'selects 1.10.0, affected by OSEC-2019-01',
      },
    ]);
  });

  test('of a switch export', () => {
    const text =
      'opam-version: "2.0"\ncompiler: ["ocaml.4.07.1"]\nroots: ["netchannel.1.10.0"]\ninstalled: [\n  "netchannel.1.10.0"\n  "netchannel.1.9.0"\n]\npackage "netchannel" {\n  depends: ["netchannel"]\n}\n';
    expect(places(text)).toEqual([
      [3, 9, 'roots', 'affected'],
      [5, 3, 'installed', 'affected'],
      [6, 3, 'installed', 'not affected'],
    ]);
  });

  test('sections do not hide what follows', () => {
    expect(places('url {\n  src: "a"\n  checksum: ["md5=0"]\n}\ndepends: "netchannel"\n')).toHaveLength(1);
  });
});
