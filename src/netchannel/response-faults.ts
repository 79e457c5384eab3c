import { CannotWrite } from '../wire/cannot-write.ts';

/** What can go wrong with the answer to a TX request. */
export type ResponseFault = 'drop' | 'error' | 'delay';

interface WaitingFault {
  kind: ResponseFault;
  /** How many requests it is still for. */
  remaining: number;
  nanoseconds: number;
}

/** So that a script that injects faults without end, and sends nothing, takes no more memory than others. */
const MOST_WAITING = 1024;

/**
 * What netback does wrong because it was told to. Netback asks for each TX request what is to become of its
 * response; each request is given to the first fault that is still waiting for one.
 */
export class ResponseFaults {
  /** Responses that were never put on the ring. */
  dropped = 0;
  /** Responses with the status ERROR. */
  refused = 0;
  /** Responses that were held back. */
  delayed = 0;
  private readonly waiting: WaitingFault[] = [];
  private readonly hold: (id: number, nanoseconds: number) => void;

  /** @param hold - is told which response to put on the ring how much later, with FaultyNetback.answerLate */
  constructor(hold: (id: number, nanoseconds: number) => void) {
    this.hold = hold;
  }

  /**
   * @param count - how many requests the fault is for: the next ones that no fault before it takes
   * @param nanoseconds - of a delay
   * @throws CannotWrite if too many faults wait
   */
  add(kind: ResponseFault, count: number, nanoseconds = 0): void {
    const last = this.waiting.at(-1);
    if (last !== undefined && last.kind === kind && last.nanoseconds === nanoseconds) {
      last.remaining += count;
      return;
    }
    if (this.waiting.length === MOST_WAITING) {
      throw new CannotWrite(`Cannot inject the fault: ${MOST_WAITING} wait for requests already`);
    }
    this.waiting.push({ kind, remaining: count, nanoseconds });
  }

  /** Whether some request is still to have one. */
  get areWaiting(): boolean {
    return this.waiting.length > 0;
  }

  /** Tells, as numbers, what is still to go wrong. */
  describeState(note: (value: number) => void): void {
    for (const { kind, remaining, nanoseconds } of this.waiting) {
      note(['drop', 'error', 'delay'].indexOf(kind));
      note(remaining);
      note(nanoseconds);
    }
  }

  /**
   * Decides about the response to a request, and counts it. One that is to come later is held back.
   * @param id - of the request
   * @returns what is wrong with it; undefined for nothing
   */
  take(id: number): ResponseFault | undefined {
    const [fault] = this.waiting;
    if (fault === undefined) return undefined;
    if (--fault.remaining === 0) this.waiting.shift();
    if (fault.kind === 'drop') {
      this.dropped++;
    } else if (fault.kind === 'error') {
      this.refused++;
    } else {
      this.delayed++;
      this.hold(id, fault.nanoseconds);
    }
    return fault.kind;
  }
}
