import type { BackEnd } from './ends.ts';
import type { FrameWrite, FrameWriter } from './frame-write.ts';
import type { Netback } from './netback.ts';
import type { ResponseFaults } from './response-faults.ts';
import { TxStatus } from './tx.ts';
import type { TxResponder, TxResponses } from './tx-responder.ts';

/**
 * A layer around a netback that makes it misbehave when it is told to: responses are lost, refused or late
 * (FaultyResponses), and a stall lets it handle nothing. The netback within knows nothing of it.
 */
export class FaultyNetback implements BackEnd, FrameWriter {
  readonly inner: Netback;
  /** What is to go wrong with responses. */
  readonly faults: ResponseFaults;
  /** It handles nothing at present. */
  isStalled = false;
  /** Responses that came due while it was stalled, by the ids of their requests. */
  private readonly late: number[] = [];

  /** @param inner - which answers through FaultyResponses of the same faults */
  constructor(inner: Netback, faults: ResponseFaults) {
    this.inner = inner;
    this.faults = faults;
  }

  handleEvent(): void {
    this.inner.handleEvent();
  }

  /** As netback's; during a stall every write has to wait. */
  write(frame: FrameWrite): boolean {
    if (!this.isStalled) return this.inner.write(frame);
    this.inner.sender.defer(frame);
    return false;
  }

  /** Puts a response on the TX ring that was held back; in a stall, once that is over. */
  answerLate(id: number): void {
    if (this.isStalled) this.late.push(id);
    else this.inner.answerLate(id);
  }

  /** Ends a stall: it does what it would have done meanwhile without being asked to. */
  resume(): void {
    this.isStalled = false;
    for (const id of this.late) this.inner.answerLate(id);
    this.late.length = 0;
    this.inner.sender.resumeWriters();
  }

  /** Whether frames wait to be received: for pages, for the end of a stall, or for netfront to look. */
  get hasWaitingFrames(): boolean {
    return this.late.length > 0 || this.inner.hasWaitingFrames;
  }

  /** Tells, as numbers, all that decides what becomes of requests to come, and those that are not handled yet. */
  describeState(note: (value: number) => void): void {
    this.inner.describeState(note);
    note(this.isStalled ? 1 : 0);
    this.faults.describeState(note);
  }
}

/** Answers TX requests as faults have it, and those that none of them takes as they should be. */
export class FaultyResponses implements TxResponder {
  private readonly responses: TxResponses;
  private readonly faults: ResponseFaults;

  constructor(responses: TxResponses, faults: ResponseFaults) {
    this.responses = responses;
    this.faults = faults;
  }

  answer(id: number): boolean {
    if (!this.faults.areWaiting) return this.responses.answer(id);
    const fault = this.faults.take(id);
    if (fault === undefined) return this.responses.answer(id);
    if (fault !== 'error') return true;
    this.respond(id, TxStatus.error);
    return false;
  }

  respond(id: number, status: number): void {
    this.responses.respond(id, status);
  }
}
