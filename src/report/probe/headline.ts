import type { ProbeResult } from '../../probe/result.ts';
import { counted, grouped } from '../words.ts';

/** What came of probing a writer, in a sentence or two. */
export function probeHeadline({ totals, frames, fillings, device }: ProbeResult): string {
  const { bytes, leaked, depends, varies, staleSums, wrongChecksums } = totals;
  const isCrossed = device !== null;
  const all =
    frames.length === 1
      ? counted(bytes, 'byte')
      : `${counted(bytes, 'byte')} in ${counted(frames.length, 'frame')}`;
  const clauses: string[] = [];
  if (leaked > 0)
    clauses.push(`${grouped(leaked)} of ${all} ${leaked === 1 ? 'is' : 'are'} what was in memory before`);
  if (staleSums > 0)
    clauses.push(
      `${counted(staleSums, 'checksum')} ${staleSums === 1 ? 'is' : 'are'} right on clean memory only`,
    );
  if (totals.dependencies > 0) clauses.push(dependencyClause(totals.dependencies));
  if (clauses.length > 0) {
    const what = isCrossed ? 'Old memory crosses the channel' : 'This writer counts on zeroed memory';
    return `${what}: ${clauses.join('; ')}.${wrongSentence(wrongChecksums)}`;
  }
  const fits =
    varies === 0
      ? ''
      : `, but for ${counted(varies, 'byte')} that ${varies === 1 ? 'varies' : 'vary'} by ${varies === 1 ? 'itself' : 'themselves'}`;
  const why =
    depends > 0
      ? ''
      : `: ${frames.length === 1 ? 'the frame is' : 'the frames are'} the same under ${grouped(fillings.length)} fillings${fits}`;
  const what = isCrossed ? `No old memory crosses the channel in ${all}` : `This writer writes all ${all}`;
  return `${what}${why}.${wrongSentence(wrongChecksums)}`;
}

function dependencyClause(count: number): string {
  return count === 1 ? 'one thing more depends on it' : `${grouped(count)} things more depend on it`;
}

function wrongSentence(count: number): string {
  if (count === 0) return '';
  const is = count === 1 ? 'is' : 'are';
  return ` ${counted(count, 'checksum')} ${is} wrong whatever was in it.`;
}
