import { RELEASE_NAMES, RELEASES, type Release, type ReleasePolicy } from '../netchannel/releases.ts';
import { REMEDIES, REMEDY_NAMES, type RemedyName } from '../netchannel/remedies.ts';

/** A release as the switch of the page shows it. */
export interface ReleaseSummary {
  release: Release;
  /** In a few words. */
  short: string;
  summary: string;
}

/** From the oldest to the newest. */
export const RELEASE_SUMMARIES: readonly ReleaseSummary[] = RELEASE_NAMES.map((release) => ({
  release,
  short: shortOf(RELEASES[release]),
  summary: RELEASES[release].summary,
}));

/** A remedy: a design against old memory that is no release. */
export interface RemedySummary {
  name: RemedyName;
  summary: string;
}

export const REMEDY_SUMMARIES: readonly RemedySummary[] = REMEDY_NAMES.map((name) => ({
  name,
  summary: REMEDIES[name].summary,
}));

function shortOf({ front }: ReleasePolicy): string {
  if (front.fillInto === 'private buffer') return 'before: packets are copied';
  return front.clearBeforeFill !== 'nothing' ? 'fixed: cleared first' : 'vulnerable: nobody clears';
}
