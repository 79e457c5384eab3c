import { RELEASE_NAMES, RELEASES, type Release, type ReleasePolicy } from '../netchannel/releases.ts';
import { REMEDIES, REMEDY_NAMES, type RemedyName } from '../netchannel/remedies.ts';

/** A release as the switch of the page shows it. */
export interface ReleaseSummary {
  release: Release;
  /** What it does with memory, in a few words. */
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

/** No verdict: which releases are fixed depends on which flaw a script is about. */
function shortOf({ front, advisory }: ReleasePolicy): string {
  const { requestIds, fillInto, clearBeforeFill, endsAccess } = front;
  if (requestIds === 'of the page') return `${advisory}: one id for two blocks`;
  if (fillInto === 'private buffer') return 'packets are copied';
  if (clearBeforeFill === 'nothing') return `${advisory}: nobody clears`;
  return endsAccess === 'once unmapped' ? 'cleared and unmapped first' : 'cleared first';
}
