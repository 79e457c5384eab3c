import type { AuditedFrame } from '../../audit/audited-frame.ts';
import type { ExposedInFrame } from '../../audit/exposure-result.ts';
import type {
  ChecksumFailure,
  ChecksumState,
  ForwardedFrame,
  Leak,
  PassedRange,
  Verdict,
} from '../../audit/findings.ts';
import type { VantagePoint } from './vantage.ts';

/** What there is to know of a frame beside its bytes. Plain data of its own, which may be kept. */
export interface FrameDetails {
  /** Position among the frames of the run that crossed, counted from 1; 0 if it did not cross. */
  number: number;
  /** tx: netfront to netback. */
  direction: 'tx' | 'rx';
  /** The channel that it crossed, if there are several. */
  channel?: string;
  /** Old bytes that it carries on, and the frame in which they leaked; absent if there are none. */
  passedOn?: { of: ForwardedFrame; ranges: readonly PassedRange[] };
  /** Where it was seen. */
  at: VantagePoint;
  /** Undefined if nobody received it, or if that is told where it is seen to arrive. */
  verdict: Verdict | undefined;
  /** Why it did not cross: netback refused it, or nobody took it off the ring until the run was over. */
  lost?: 'refused' | 'not taken';
  /** Undefined if none of its bytes is stale, or if that is told where it is seen to arrive. */
  leak: Leak | undefined;
  /** Empty unless it is discarded. */
  checksumFailures: readonly ChecksumFailure[];
  /** What netback could read besides when it took the frame; absent if nobody looked. */
  exposed?: ExposedInFrame;
  /** What the ring says about its checksum; absent if nothing, or if that is told where it is seen to arrive. */
  checksum?: ChecksumState;
  /** What the script has told since the frame before. */
  notes: readonly string[];
}

/** Gathers what comes up before a frame is shown. */
export class FrameDetailsCollector {
  #foundLeak: Leak | undefined;
  #failures: ChecksumFailure[] = [];
  #notes: string[] = [];

  leak(leak: Leak): void {
    this.#foundLeak = leak;
  }

  checksumFailure(failure: ChecksumFailure): void {
    this.#failures.push(failure);
  }

  note(text: string): void {
    this.#notes.push(text);
  }

  /** @returns what is known of the frame; what comes up from now on belongs to the next one */
  take(frame: AuditedFrame): FrameDetails {
    const details = this.takeFindings(frame, 'receiver');
    details.notes = this.takeNotes();
    return details;
  }

  /** @returns the same without the notes, which stay for the next frame that is shown */
  takeFindings(frame: AuditedFrame, at: VantagePoint): FrameDetails {
    const { number, direction, verdict, exposed, channel } = frame;
    const checksum = frame.checksum();
    const leak = this.#foundLeak;
    const checksumFailures = this.#failures;
    this.#foundLeak = undefined;
    if (checksumFailures.length > 0) this.#failures = [];
    return {
      number,
      direction,
      at,
      verdict,
      leak,
      checksumFailures: checksumFailures.length === 0 ? NONE : checksumFailures,
      notes: NONE,
      ...(exposed === undefined ? {} : { exposed: { ...exposed } }),
      ...(channel === undefined ? {} : { channel, ...passedOnIn(frame) }),
      ...(checksum === undefined ? {} : { checksum }),
    };
  }

  takeNotes(): readonly string[] {
    const notes = this.#notes;
    if (notes.length === 0) return NONE;
    this.#notes = [];
    return notes;
  }
}

function passedOnIn(frame: AuditedFrame): Pick<FrameDetails, 'passedOn'> {
  if (frame.passedOnBytes === 0) return {};
  const { forwards } = frame.identify();
  return forwards === undefined ? {} : { passedOn: { of: forwards, ranges: frame.passedOn() } };
}

const NONE: readonly never[] = [];
