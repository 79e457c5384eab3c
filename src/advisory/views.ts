import type { Advisory } from './advisory.ts';
import { judgeManifest, type ManifestJudgement, packagesOf } from './judge-manifest.ts';
import { worst } from './judgement.ts';
import type { Manifest, MentionInFile } from './manifest.ts';
import { isInRange } from './opam-version.ts';
import type { Work } from './work.ts';

/**
 * An advisory as seen from each package that it is about, its own first: so that a version is always judged as one of
 * the package of the advisory at hand.
 */
export function viewsOf(advisory: Advisory): readonly Advisory[] {
  const { alsoAffected = [] } = advisory;
  return [
    advisory,
    ...alsoAffected.map(
      ({ package: name, affected, releases }): Advisory => ({
        ...advisory,
        package: name,
        affected,
        released: releases.filter((release) => isInRange(release, affected)),
        releases,
        elsewhere: { package: name, releases: [] },
        carriers: [],
      }),
    ),
  ];
}

/** @returns the packages that matter to an advisory, from wherever it is seen */
export function packagesIn(advisory: Advisory): Set<string> {
  return new Set(viewsOf(advisory).flatMap((view) => [...packagesOf(view)]));
}

/**
 * Judges what a file says of each package that the advisory is about.
 *
 * @param work - is counted up
 */
export function judgeByAll(
  manifest: Manifest<MentionInFile>,
  advisory: Advisory,
  work?: Work,
): ManifestJudgement {
  const judged = viewsOf(advisory).map((view) => judgeManifest(manifest, view, work));
  const findings = judged
    .flatMap((each) => each.findings)
    .sort((a, b) => a.line - b.line || a.column - b.column);
  return { verdict: worst(judged.map(({ verdict }) => verdict)), findings };
}
