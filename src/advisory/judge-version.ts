import type { Advisory } from './advisory.ts';
import type { Judgement } from './judgement.ts';
import { compareOpamVersions, isInRange } from './opam-version.ts';

/** What can be said of a version of the package that an advisory is about. */
export interface VersionJudgement {
  verdict: Judgement;
  /** Why, in one clause. */
  because: string;
}

/** Such a suffix makes a version come before the one that it is put to; "-rc1" is not opam's way to say so. */
const PRERELEASE = /^(?:~|[-.]?(?:rc|alpha|beta|pre|dev))/i;
/** A build of the same sources: opam puts "+..." and "-1" after the version. */
const REBUILD = /^(?:\+|-[0-9])/;

/**
 * Judges a version by the releases that there are. What was never released is not looked up in a range as if it had
 * been: "1.10" can mean any of 1.10.0, 1.10.1 and 1.10.2.
 */
export function judgeVersion(version: string, advisory: Advisory): VersionJudgement {
  const { package: name, affected, releases, elsewhere } = advisory;
  const [, base, suffix = ''] = /^v?([0-9]+(?:\.[0-9]+)*)(.*)$/s.exec(version) ?? [];
  if (base === undefined) {
    return { verdict: 'cannot tell', because: `${quoted(version)} names no release of ${name}` };
  }
  const all = [...elsewhere.releases, ...releases].sort(compareOpamVersions);
  const release = all.find((known) => compareOpamVersions(known, base) === 0);
  if (release === undefined) return judgeUnknown(version, base, all, advisory);
  const verdict = judgementOf(release, advisory);
  const fixed = compareOpamVersions(release, affected.before) === 0;
  if (suffix === '') {
    const inOther = releases.includes(release) ? '' : `, released as a part of ${elsewhere.package}`;
    return { verdict, because: `${release} is ${verdict}${inOther}` };
  }
  if (REBUILD.test(suffix)) {
    return { verdict, because: `it is named as a build of ${release}, which is ${verdict}` };
  }
  if (verdict === 'affected' || fixed) {
    const why = PRERELEASE.test(suffix)
      ? `it is named as what came before ${release}, which is ${verdict}`
      : `${release} is ${verdict}, and "${cut(suffix)}" does not tell how it differs`;
    return { verdict: 'cannot tell', because: `there is no release ${cut(version)} of ${name}; ${why}` };
  }
  return { verdict, because: `${release} is ${verdict}, and what came before it is not either` };
}

/** A number that is none of a release. */
function judgeUnknown(
  version: string,
  base: string,
  all: readonly string[],
  advisory: Advisory,
): VersionJudgement {
  const { package: name, affected, id } = advisory;
  const none = `there is no release ${cut(version)} of ${name}`;
  const meant = all.filter((release) => release.startsWith(`${base}.`));
  if (meant.length > 0) {
    const bad = meant.filter((release) => judgementOf(release, advisory) === 'affected');
    const good = meant.filter((release) => !bad.includes(release));
    if (bad.length === 0) {
      return {
        verdict: 'not affected',
        because: `${none}; ${listed(good)} ${good.length === 1 ? 'is' : 'are'} not`,
      };
    }
    if (good.length === 0) return { verdict: 'affected', because: `${none}; all of ${listed(bad)} are` };
    return {
      verdict: 'cannot tell',
      because: `${none}; ${listed(bad)} ${bad.length === 1 ? 'is' : 'are'} affected, ${listed(good)} not`,
    };
  }
  const newest = all.reduce((a, b) => (compareOpamVersions(a, b) < 0 ? b : a));
  if (compareOpamVersions(base, newest) > 0) {
    const because = `it is later than ${newest}, the newest that is known here, and ${id} is fixed since ${affected.before}`;
    return { verdict: 'not affected', because };
  }
  return { verdict: 'cannot tell', because: none };
}

function judgementOf(release: string, { affected }: Advisory): Judgement {
  return isInRange(release, affected) ? 'affected' : 'not affected';
}

/** How many versions are told one by one. */
const LISTED_AT_MOST = 4;

/** @returns versions as words: "1.10.1 and 1.10.2", "1.7.1, 1.8.0, ... and 2.1.3" */
export function listed(versions: readonly string[]): string {
  const last = versions.at(-1) ?? '';
  if (versions.length < 2) return last;
  const rest = versions.slice(0, -1);
  const shown = rest.length < LISTED_AT_MOST ? rest : [...rest.slice(0, LISTED_AT_MOST - 2), '...'];
  return `${shown.join(', ')} and ${last}`;
}

/** @returns what is told of a text that may be long */
export function cut(text: string): string {
  return text.length > 80 ? `${text.slice(0, 80)}…` : text;
}

function quoted(text: string): string {
  return JSON.stringify(cut(text));
}
