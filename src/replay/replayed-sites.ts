import type { AuditResult, FrameEntry, FrameIdentity, Leak } from '../audit/findings.ts';
import type { StepSite, WriteError } from '../simulation/result.ts';
import { FORWARDED_LABELS } from './forwarder.ts';

const KINDS = FORWARDED_LABELS.length;

/** What a packet with a higher number is told as: steps are kept as 32-bit numbers while a run goes on. */
const LAST_PACKET = Math.floor(0x7fff_ffff / KINDS);

/**
 * @param number - of a packet of the capture, from 1
 * @param kind - an index of FORWARDED_LABELS
 * @returns what stands for it as the index of its step, until the run is over
 */
export function replayedStep(number: number, kind: number): number {
  return Math.min(number, LAST_PACKET) * KINDS + kind;
}

/** The part of a result that names steps. */
export type NamedFindings = Pick<AuditResult, 'leaks' | 'largestLeak' | 'checksumFailures'> & {
  frames: readonly FrameEntry[];
  errors: readonly WriteError[];
};

/**
 * Gives the packets that findings name a site each, so that the report tells their numbers in the capture: as many
 * as there are findings, and not as many as there are packets.
 *
 * @param findings - with steps as `replayedStep` makes them
 * @returns copies with indexes of `steps` instead
 */
export function withSites({ frames, leaks, largestLeak, checksumFailures, errors }: NamedFindings): {
  steps: StepSite[];
  frames: FrameEntry[];
  leaks: Leak[];
  largestLeak: Leak | null;
  checksumFailures: AuditResult['checksumFailures'];
  errors: WriteError[];
} {
  const steps: StepSite[] = [];
  const indexes = new Map<number, number>();
  const indexOf = (step: number): number => {
    let index = indexes.get(step);
    if (index === undefined) {
      index = steps.length;
      indexes.set(step, index);
      const label = FORWARDED_LABELS[step % KINDS] ?? '';
      steps.push({ index, label, line: 0, packet: Math.floor(step / KINDS) });
    }
    return index;
  };
  const sited = <F extends FrameIdentity>(frame: F): F => ({ ...frame, step: indexOf(frame.step) });
  const sitedLeak = (leak: Leak): Leak => ({
    ...leak,
    frame: sited(leak.frame),
    ranges: leak.ranges.map((range) => ({ ...range, source: sited(range.source) })),
  });
  return {
    steps,
    frames: frames.map(sited),
    leaks: leaks.map(sitedLeak),
    largestLeak: largestLeak === null ? null : sitedLeak(largestLeak),
    checksumFailures: checksumFailures.map((failure) => ({
      ...failure,
      frame: sited(failure.frame),
      staleSummed: failure.staleSummed.map((range) => ({ ...range, source: sited(range.source) })),
    })),
    errors: errors.map((error) => ({ ...error, step: indexOf(error.step) })),
  };
}
