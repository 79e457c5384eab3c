import { isRelease, RELEASES, type ReleasePolicy } from '../netchannel/releases.ts';
import type { RunResult } from '../simulation/result.ts';
import { counted, grouped } from './words.ts';

/** What happened in a run, in one sentence for somebody who has not heard of the advisory. */
export function headline(result: RunResult): string {
  const { totals } = result;
  if (totals.frames === 0) return `netchannel ${result.release}: no frame crossed the channel.`;
  return `${deviceClause(result)}: ${leakClause(result)}; ${discardClause(result)}.`;
}

/** Whether the run went wrong because of what was left in shared memory. */
export function staleMemoryHurt(result: RunResult): boolean {
  return result.totals.leakedBytes > 0 || result.checksumGroups.some(({ cause }) => cause === 'stale-memory');
}

/** Whether the release of a run leaves old bytes in the memory that it hands out. */
export function isVulnerable(release: string): boolean {
  const policy = policyOf(release);
  return policy?.fillInto === 'shared block' && !policy.clearBeforeFill;
}

function deviceClause(result: RunResult): string {
  const policy = policyOf(result.release);
  const device = `netchannel ${result.release}`;
  if (isVulnerable(result.release)) {
    return `${device} hands blocks of shared memory to packet writers without clearing them`;
  }
  if (policy === undefined) return device;
  return `${device} ${staleMemoryHurt(result) ? 'is meant to be safe' : 'leaks nothing'} (${policy.summary})`;
}

function leakClause({ totals }: RunResult): string {
  const { frames, leakingFrames, leakedBytes, crossRecipientFrames } = totals;
  if (leakingFrames === 0) return `no bytes of an earlier packet in ${counted(frames, 'frame')}`;
  const astray = crossRecipientFrames === 0 ? 'none' : grouped(crossRecipientFrames);
  return `${grouped(leakingFrames)} of ${counted(frames, 'frame')} carried bytes of earlier packets (${grouped(leakedBytes)} in all), ${astray} of them to another address than they were meant for`;
}

function discardClause({ totals, checksumGroups }: RunResult): string {
  if (totals.discarded === 0) return 'the receiver discarded none';
  const byMemory = checksumGroups.reduce(
    (sum, { cause, failures }) => sum + (cause === 'stale-memory' ? failures : 0),
    0,
  );
  const discarded = `the receiver discarded ${counted(totals.discarded, 'frame')}`;
  const total = totals.checksumFailures;
  if (byMemory === 0) return `${discarded}, with checksums that the writer got wrong by itself`;
  if (byMemory === total) return `${discarded}, with checksums that stale memory had been summed into`;
  return `${discarded} for ${grouped(total)} wrong checksums, ${grouped(byMemory)} of which stale memory had been summed into`;
}

function policyOf(release: string): ReleasePolicy | undefined {
  return isRelease(release) ? RELEASES[release] : undefined;
}
