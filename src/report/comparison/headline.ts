import type { ComparisonResult, ReleaseOutcome } from '../../simulation/comparison/comparison-result.ts';
import { counted, enumerated, grouped } from '../words.ts';
import { measuredOf, measuresHeadline } from './measures-section.ts';

/** What a comparison shows, in a sentence or two. */
export function comparisonHeadline(result: ComparisonResult): string {
  const measured = measuredOf(result);
  if (measured !== undefined && result.differences.compared > 0) return measuresHeadline(measured);
  const { releases, differences } = result;
  const all = enumerated(releases.map(({ release }) => release));
  const { compared, frames } = differences;
  if (compared === 0) {
    const none = `Under netchannel ${all} no frame crossed the channel.`;
    return releases.some(({ ownBytes = 0 }) => ownBytes > 0) ? `${none} ${clauses(releases)}.` : none;
  }
  const same = compared === 1 ? 'the frame is' : `all ${grouped(compared)} frames are`;
  const verb = frames === 1 ? 'is' : 'are';
  const first =
    frames === 0
      ? `Under netchannel ${all} ${same} the same, byte for byte.`
      : `${grouped(frames)} of ${counted(compared, 'frame')} ${verb} not the same under netchannel ${all}.`;
  return `${first} ${clauses(releases)}.`;
}

/** What became of each release; those that fared alike together, those that leaked most first. */
function clauses(releases: readonly ReleaseOutcome[]): string {
  const alike = new Map<string, string[]>();
  const byLeak = [...releases].sort(
    (a, b) => b.totals.leakedBytes - a.totals.leakedBytes || (b.ownBytes ?? 0) - (a.ownBytes ?? 0),
  );
  for (const outcome of byLeak) {
    const fate = fateOf(outcome);
    alike.set(fate, [...(alike.get(fate) ?? []), outcome.release]);
  }
  return [...alike]
    .map(
      ([fate, names]) => `${enumerated(names)} ${fate}${names.length > 1 && /\d/.test(fate) ? ' each' : ''}`,
    )
    .join('; ');
}

function fateOf({ totals, ownBytes = 0 }: ReleaseOutcome): string {
  const { leakedBytes, leakingFrames, passedOnBytes = 0, discarded } = totals;
  const nothing = ownBytes > 0 ? 'leaked nothing in frames' : 'leaked nothing';
  const parts = [
    leakedBytes === 0
      ? nothing
      : `leaked ${counted(leakedBytes, 'byte')} of earlier packets in ${counted(leakingFrames, 'frame')}`,
    ...(passedOnBytes > 0 ? [`the firewall passed on ${grouped(passedOnBytes)} of them`] : []),
    ...(ownBytes > 0 ? [`netback got at ${counted(ownBytes, 'byte')} that its frontend had for itself`] : []),
  ];
  const lost = discarded === 0 ? 'none' : counted(discarded, 'frame');
  return `${parts.join(', ')}, and the receiver discarded ${lost}`;
}
