import { OSEC_2019_01 } from '../../src/advisory/advisories.ts';
import { checkManifest } from '../../src/advisory/check.ts';
import type { ManifestJudgement } from '../../src/advisory/judge-manifest.ts';
import type { Work } from '../../src/advisory/work.ts';

/** Reads and judges a file, as the command does. */
export function checkText(text: string, path = 'my.opam', work: Work = { steps: 0 }): ManifestJudgement {
  const verdict = checkManifest(text, path, OSEC_2019_01, work);
  if (verdict === undefined) throw new Error('It is no file of opam or dune');
  return verdict;
}
