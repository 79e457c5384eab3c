import { describe, expect, test } from 'vitest';
import { checkText } from './check-text.ts';

const project = (depends: string, more = ''): string =>
  `(lang dune 3.0)\n(package (name foo) (depends ${depends}))\n${more}`;

describe('a dune-project', () => {
  test.each([
    ['netchannel', 'cannot tell'],
    ['(netchannel)', 'cannot tell'],
    ['(netchannel (= 1.10.0))', 'affected'],
    ['(netchannel (= "1.10.0"))', 'affected'],
    ['(netchannel (and (>= 1.10.0) (< 1.10.1)))', 'affected'],
    ['(netchannel (>= 1.10.0) (< 1.10.1))', 'affected'],
    ['(netchannel (and :with-test (= 1.10.0)))', 'cannot tell'],
    ['(netchannel :with-test)', 'cannot tell'],
    ['(netchannel (or (= 1.10.0) (= 1.10.1)))', 'cannot tell'],
    ['(netchannel (>= :version))', 'cannot tell'],
    ['(or (netchannel (= 1.10.0)) other)', 'cannot tell'],
    ['(and (netchannel (= 1.10.0)) other)', 'affected'],
    ['(netchannel (<> 1.10.0))', 'not affected'],
    ['(netchannel (>= 1.10.1))', 'not affected'],
    ['(mirage-net-xen (= 1.10.0))', 'cannot tell'],
    ['mirage', 'cannot tell'],
    ['lwt (foo (= netchannel))', 'not affected'],
    ['lwt ; netchannel\n', 'not affected'],
    ['lwt #| netchannel #| (netchannel |# |#', 'not affected'],
    ['lwt #; (netchannel (= 1.10.0)) "x"', 'not affected'],
  ])('with %j: %s', (depends, verdict) => {
    expect(checkText(project(depends), 'dune-project').verdict).toBe(verdict);
    // Its beginning tells what it is, if its name does not.
    expect(checkText(`; a comment\n${project(depends)}`, 'stdin').verdict).toBe(verdict);
  });

  test('a version of its own, pins, and conflicts', () => {
    expect(checkText(project('(netchannel (= :version))', '(version 1.10.0)'), 'dune-project').verdict).toBe(
      'affected',
    );
    const pin = '(pin (url "git+https://x") (package (name netchannel) (version 1.10.1)))';
    expect(checkText(project('netchannel', pin), 'dune-project').verdict).toBe('not affected');
    const conflict =
      '(lang dune 3.0)(package (name a) (depends netchannel) (conflicts (netchannel (= 1.10.0))))';
    expect(checkText(conflict, 'dune-project').verdict).toBe('not affected');
  });

  test('places', () => {
    const [finding] = checkText(project('\n  (netchannel (= 1.10.0))'), 'dune-project').findings;
    expect(finding).toMatchObject({ line: 3, column: 3, field: 'depends', text: '(netchannel (= 1.10.0))' });
  });
});

describe('a file of dune.lock', () => {
  test.each([
    ['netchannel.pkg', '(version 1.10.0)', 'affected'],
    ['x/dune.lock/netchannel.1.10.0.pkg', '(version 1.10.0)\n(build (run dune build))', 'affected'],
    ['netchannel.pkg', '(version 1.10.1)', 'not affected'],
    ['netchannel.pkg', '(dev)', 'cannot tell'],
    ['lwt.pkg', '(version 5.0.0)\n(depends netchannel)', 'not affected'],
    ['lock.dune', '(lang package 0.1)', 'not affected'],
  ])('%s with %s: %s', (path, text, verdict) => {
    expect(checkText(text, path).verdict).toBe(verdict);
  });
});

test.each([
  ['(a', 1, 1, 'Bracket "(" is not closed'],
  ['(lang dune 3.0)\n )', 2, 2, 'Unexpected ")"'],
  ['(a "b', 1, 4, 'String does not end'],
  ['#| a', 1, 1, 'Comment does not end'],
  ['('.repeat(1000), 1, 200, 'Nested deeper than 200 levels'],
])('%j is none', (text, line, column, message) => {
  expect(() => checkText(text, 'dune-project')).toThrow(expect.objectContaining({ line, column, message }));
});
