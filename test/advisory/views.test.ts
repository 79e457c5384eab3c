import { expect, test } from 'vitest';
import { ADVISORIES, OSEC_2019_02 } from '../../src/advisory/advisories.ts';
import { checkManifest } from '../../src/advisory/check.ts';
import { judgeVersion } from '../../src/advisory/judge-version.ts';
import { compareOpamVersions, isInRange } from '../../src/advisory/opam-version.ts';
import { viewsOf } from '../../src/advisory/views.ts';

const VIEWS = ADVISORIES.flatMap((advisory) => viewsOf(advisory)).map(
  (view) => [`${view.id} from ${view.package}`, view] as const,
);

test.each(VIEWS)('%s: what was released in the range is affected, and nothing else', (_, view) => {
  const { releases, released, affected } = view;
  expect([...releases].sort(compareOpamVersions)).toEqual(releases);
  expect(new Set(releases).size).toBe(releases.length);
  for (const release of releases) {
    expect(judgeVersion(release, view).verdict, release).toBe(
      isInRange(release, affected) ? 'affected' : 'not affected',
    );
  }
  for (const release of released) expect(isInRange(release, affected), release).toBe(true);
});

test('OSEC-2019-02 is about three packages', () => {
  expect(viewsOf(OSEC_2019_02).map((view) => [view.package, view.affected.before])).toEqual([
    ['mirage-xen', '3.3.0'],
    ['netchannel', '1.10.2'],
    ['mirage-net-xen', '1.10.2'],
  ]);
});

test.each([
  ['depends: ["mirage-xen" {= "3.2.0"}]', 'affected'],
  ['depends: ["mirage-xen" {>= "3.3.0"} "netchannel" {>= "1.10.2"}]', 'not affected'],
  ['depends: ["mirage-xen" {>= "3.3.0"} "netchannel" {= "1.10.1"}]', 'affected'],
  ['depends: ["netchannel"]', 'cannot tell'],
  ['depends: ["lwt"]', 'not affected'],
])('%s: %s', (text, verdict) => {
  expect(checkManifest(text, 'x.opam', OSEC_2019_02)?.verdict).toBe(verdict);
});
