import type { Advisory } from './advisory.ts';
import type { ManifestJudgement } from './judge-manifest.ts';
import { readManifest } from './read-manifest.ts';
import { judgeByAll, packagesIn } from './views.ts';
import type { Work } from './work.ts';

/**
 * Says whether a file of opam or dune names a version that an advisory is about.
 *
 * @param text - of an opam file, a lock file, a switch export, a dune-project, or a file of a dune.lock folder
 * @param path - of the file, whose name tells what it is
 * @param work - is counted up
 * @returns undefined if it is none of these files
 * @throws ManifestSyntaxError with the line and column
 *
 * @example
 * ```ts
 * import { checkManifest, OSEC_2019_01 } from 'netchannel-sim/advisory';
 *
 * const result = checkManifest('depends: ["netchannel" {= "1.10.0"}]', 'my.opam', OSEC_2019_01);
 * console.log(result?.verdict); // 'affected'
 * for (const { line, text, because } of result?.findings ?? []) console.log(line, text, because);
 * ```
 */
export function checkManifest(
  text: string,
  path: string,
  advisory: Advisory,
  work: Work = { steps: 0 },
): ManifestJudgement | undefined {
  const manifest = readManifest(text, path, packagesIn(advisory), work);
  return manifest && judgeByAll(manifest, advisory, work);
}
