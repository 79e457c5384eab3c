import fc from 'fast-check';
import { expect, test } from 'vitest';
import { OSEC_2019_01 } from '../../src/advisory/advisories.ts';
import { judgeVersion, listed } from '../../src/advisory/judge-version.ts';
import { compareOpamVersions } from '../../src/advisory/opam-version.ts';

const judge = (version: string): string => judgeVersion(version, OSEC_2019_01).verdict;

test.each([
  ['1.10.0', 'affected'],
  ['v1.10.0', 'affected'],
  ['1.10.00', 'affected'],
  ['1.10.0-1', 'affected'],
  ['1.10.0+dune', 'affected'],
  ['1.10', 'cannot tell'],
  ['1', 'cannot tell'],
  ['1.10.0~rc1', 'cannot tell'],
  ['1.10.0-rc1', 'cannot tell'],
  ['1.10.0.1', 'cannot tell'],
  ['1.10.0a', 'cannot tell'],
  ['1.10.1~rc1', 'cannot tell'],
  ['1.10.3', 'cannot tell'],
  ['1.9.5', 'cannot tell'],
  ['dev', 'cannot tell'],
  ['', 'cannot tell'],
  ['1.9.0', 'not affected'],
  ['1.9', 'not affected'],
  ['1.9.0~rc1', 'not affected'],
  ['1.10.1', 'not affected'],
  ['1.10.1-1', 'not affected'],
  ['1.10.2~rc1', 'not affected'],
  ['2', 'not affected'],
  ['2.1.7', 'not affected'],
  ['1.7.0', 'not affected'],
  ['99.0', 'not affected'],
])('%j: %s', (version, verdict) => {
  expect(judge(version)).toBe(verdict);
});

test('of the releases, 1.10.0 alone is affected', () => {
  const { releases, elsewhere, released } = OSEC_2019_01;
  const affected = [...releases, ...elsewhere.releases].filter((version) => judge(version) === 'affected');
  expect(affected).toEqual(released);
  expect([...releases].sort(compareOpamVersions)).toEqual(releases);
});

test('any text has an answer, and why', () => {
  const text = fc.oneof(
    fc.string(),
    fc.string({ unit: fc.constantFrom('1', '0', '.', '~', '-', '+', 'r', 'v') }),
  );
  fc.assert(
    fc.property(text, (version) => {
      expect(judgeVersion(version, OSEC_2019_01).because).not.toBe('');
    }),
  );
});

test('versions as words', () => {
  expect(listed([])).toBe('');
  expect(listed(['1'])).toBe('1');
  expect(listed(['1', '2', '3', '4'])).toBe('1, 2, 3 and 4');
  expect(listed(['1', '2', '3', '4', '5', '6'])).toBe('1, 2, ... and 6');
});
