import type { AuditedFrame } from '../audit/audited-frame.ts';
import type { ChecksumFailure, Leak, Verdict } from '../audit/findings.ts';

/** What there is to know of a frame beside its bytes. Plain data of its own, which may be kept. */
export interface FrameDetails {
  /** Position among the frames of the run, counted from 1. */
  number: number;
  /** tx: netfront to netback. */
  direction: 'tx' | 'rx';
  verdict: Verdict;
  /** Undefined if none of its bytes is stale. */
  leak: Leak | undefined;
  /** Empty unless it is discarded. */
  checksumFailures: readonly ChecksumFailure[];
  /** What the script has told since the frame before. */
  notes: readonly string[];
}

/** Gathers what comes up before a frame is shown. */
export class FrameDetailsCollector {
  private foundLeak: Leak | undefined;
  private failures: ChecksumFailure[] = [];
  private notes: string[] = [];

  leak(leak: Leak): void {
    this.foundLeak = leak;
  }

  checksumFailure(failure: ChecksumFailure): void {
    this.failures.push(failure);
  }

  note(text: string): void {
    this.notes.push(text);
  }

  /** @returns what is known of the frame; what comes up from now on belongs to the next one */
  take({ number, direction, verdict }: AuditedFrame): FrameDetails {
    const { foundLeak: leak, failures: checksumFailures, notes } = this;
    this.foundLeak = undefined;
    if (checksumFailures.length > 0) this.failures = [];
    if (notes.length > 0) this.notes = [];
    return {
      number,
      direction,
      verdict,
      leak,
      checksumFailures: checksumFailures.length === 0 ? NONE : checksumFailures,
      notes: notes.length === 0 ? NONE : notes,
    };
  }
}

const NONE: readonly never[] = [];
