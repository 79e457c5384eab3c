/**
 * What `advisory` and `advisory check` know: advisories as data, as OSV records, and what can be said of versions and of
 * files of opam and dune: affected, not affected, or that it cannot be told.
 *
 * @example
 * ```ts
 * import { checkManifest, judgeVersion, OSEC_2019_01 } from 'netchannel-sim/advisory';
 *
 * console.log(judgeVersion('1.10.0', OSEC_2019_01).verdict); // 'affected'
 * console.log(judgeVersion('1.10', OSEC_2019_01).verdict); // 'cannot tell'
 * const result = checkManifest('depends: ["netchannel" {= "1.10.0"}]', 'my.opam', OSEC_2019_01);
 * for (const { line, text, verdict } of result?.findings ?? []) console.log(line, text, verdict);
 * ```
 *
 * @module
 */
export { ADVISORIES, findAdvisory, OSEC_2016_02, OSEC_2019_01, OSEC_2019_02 } from './advisories.ts';
export type * from './advisory.ts';
export { checkManifest } from './check.ts';
export type { Finding, ManifestJudgement } from './judge-manifest.ts';
export { judgeVersion, type VersionJudgement } from './judge-version.ts';
export type { Judgement } from './judgement.ts';
export { ManifestSyntaxError, type Place } from './manifest-syntax-error.ts';
export { compareOpamVersions, isInRange, isOpamVersion } from './opam-version.ts';
export { osvRecord } from './osv-record.ts';
export { viewsOf } from './views.ts';
export type { Work } from './work.ts';
