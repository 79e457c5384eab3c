import type { AuditResult, ChecksumFailure, FrameEntry, Leak } from '../audit/findings.ts';
import type { StepSite, WriteError } from '../simulation/result.ts';
import { FORWARDED_LABELS } from './forwarded-label.ts';

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

/** Sites of the packets that findings name: as many as there are findings, and not as many as there are packets. */
export class SiteList {
  readonly steps: StepSite[];
  readonly #indexes = new Map<number, number>();

  /** @param steps - those that there are already */
  constructor(steps: readonly StepSite[] = []) {
    this.steps = [...steps];
    for (const { index, packet = 0 } of steps) this.#indexes.set(packet, index);
  }

  /** @param step - as `replayedStep` makes it */
  indexOf(step: number): number {
    const packet = Math.floor(step / KINDS);
    let index = this.#indexes.get(packet);
    if (index === undefined) {
      index = this.steps.length;
      this.#indexes.set(packet, index);
      const label = FORWARDED_LABELS[step % KINDS] ?? '';
      this.steps.push({ index, label, line: 0, packet });
    }
    return index;
  }

  /** @returns a copy with an index of `steps`, as are those that follow */
  sited<F extends { step: number }>(frame: F): F {
    return { ...frame, step: this.indexOf(frame.step) };
  }

  leak(leak: Leak): Leak {
    return {
      ...leak,
      frame: this.sited(leak.frame),
      ranges: leak.ranges.map((range) => ({ ...range, source: this.sited(range.source) })),
    };
  }

  failure<F extends ChecksumFailure>(failure: F): F {
    return {
      ...failure,
      frame: this.sited(failure.frame),
      staleSummed: failure.staleSummed.map((range) => ({ ...range, source: this.sited(range.source) })),
    };
  }
}

/**
 * Gives the packets that findings name a site each, so that the report tells their numbers in the capture.
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
  const sites = new SiteList();
  return {
    steps: sites.steps,
    frames: frames.map((frame) => sites.sited(frame)),
    leaks: leaks.map((leak) => sites.leak(leak)),
    largestLeak: largestLeak === null ? null : sites.leak(largestLeak),
    checksumFailures: checksumFailures.map((failure) => sites.failure(failure)),
    errors: errors.map((error) => sites.sited(error)),
  };
}
