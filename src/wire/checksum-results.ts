import { fold } from './checksum.ts';
import {
  CHECKSUM_COUNT,
  CHECKSUM_UDP,
  STATUS_BAD,
  STATUS_GOOD,
  STATUS_UNVERIFIABLE,
  VERDICT_DELIVERED,
  VERDICT_DISCARDED,
  VERDICT_UNVERIFIABLE,
} from './checksum-status.ts';

/** What came out of verifying a frame's checksums. All arrays are indexed by the CHECKSUM constants. */
export class ChecksumResults {
  /** Memory of the next two, to clear them four bytes at a time: once per frame, that shows. */
  readonly #words = new Int32Array(4);
  /** One of the STATUS constants each. */
  readonly status = new Uint8Array(this.#words.buffer, 0, CHECKSUM_COUNT);
  /** 1 where a bad checksum is not the frame's own, but one in the packet that an ICMP error quotes. */
  readonly quoted = new Uint8Array(this.#words.buffer, 8, CHECKSUM_COUNT);
  /** Offset of the checksum field in the frame, -1 if it is not there. */
  readonly offset = new Int32Array(CHECKSUM_COUNT);
  /** The value that the frame carries. This and the next are set where the status is good or bad. */
  readonly found = new Int32Array(CHECKSUM_COUNT);
  /** The value that would be right for the frame as it is. */
  readonly expected = new Int32Array(CHECKSUM_COUNT);

  /** One of the VERDICT constants, for what was recorded so far. */
  verdict = VERDICT_DELIVERED;

  /** Makes all of them absent. */
  clear(): void {
    const words = this.#words;
    words[0] = 0;
    words[1] = 0;
    words[2] = 0;
    words[3] = 0;
    const offset = this.offset;
    for (let i = 0; i < CHECKSUM_COUNT; i++) offset[i] = -1;
    this.verdict = VERDICT_DELIVERED;
  }

  /**
   * Records one of the frame's own checksums.
   *
   * @param sum - of all that the checksum covers, its own field included
   * @param found - the value of that field
   * @param offset - of that field in the frame
   * @param complete - whether all that it covers is there, so that a right sum proves something
   */
  settle(checksum: number, sum: number, found: number, offset: number, complete: boolean): void {
    if (fold(sum) !== 0xffff) {
      this.#setBad(checksum, sum, found, offset);
      return;
    }
    if (complete) {
      this.status[checksum] = STATUS_GOOD;
      this.offset[checksum] = offset;
    } else {
      this.setUnverifiable(checksum, offset);
    }
    this.found[checksum] = found;
    this.expected[checksum] = found;
  }

  /** Records one of the frame's own checksums that cannot be judged; `offset` is -1 if its field is not there. */
  setUnverifiable(checksum: number, offset: number): void {
    this.status[checksum] = STATUS_UNVERIFIABLE;
    this.offset[checksum] = offset;
    if (this.verdict === VERDICT_DELIVERED) this.verdict = VERDICT_UNVERIFIABLE;
  }

  /** Records a checksum of a quoted packet if it is bad, unless the frame's own is bad as well. */
  settleQuoted(checksum: number, sum: number, found: number, offset: number): void {
    if (fold(sum) === 0xffff || this.status[checksum] === STATUS_BAD) return;
    this.#setBad(checksum, sum, found, offset);
    this.quoted[checksum] = 1;
  }

  #setBad(checksum: number, sum: number, found: number, offset: number): void {
    this.status[checksum] = STATUS_BAD;
    this.verdict = VERDICT_DISCARDED;
    this.offset[checksum] = offset;
    this.found[checksum] = found;
    // Take `found` out again; 0xffff more is the same sum, and never negative.
    const expected = ~fold(sum + 0xffff - found) & 0xffff;
    // A computed 0 goes out as 0xffff in UDP, where 0 means none (RFC 768); and all zeros do not sum up to -0.
    const isZeroWrong = checksum === CHECKSUM_UDP || found === 0;
    this.expected[checksum] = expected === 0 && isZeroWrong ? 0xffff : expected;
  }
}
