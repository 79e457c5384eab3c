import type { Verdict } from '../audit/findings.ts';
import type { NotJudgedGroup } from '../wire/not-judged-counts.ts';
import { counted, grouped } from './words.ts';

/** @returns a verdict, or what became of a frame instead, as people read it: `not judged` */
export function verdictWords(verdict: Verdict | 'refused' | 'not taken'): string {
  return verdict === 'not-judged' ? 'not judged' : verdict;
}

/** @returns why frames were not judged, in a few words: `ethertype 0x88b5 is not known (2), and 1 other reason` */
export function notJudgedSummary(groups: readonly NotJudgedGroup[]): string {
  const [first, ...others] = groups;
  if (first === undefined) return 'not all of it was looked into';
  if (others.length === 0) return first.text;
  return `${first.text} (${grouped(first.frames)}), and ${counted(others.length, 'other reason')}`;
}
