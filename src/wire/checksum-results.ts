import { fold } from './checksum.ts';
import {
  CHECKSUM_COUNT,
  CHECKSUM_UDP,
  STATUS_ABSENT,
  STATUS_BAD,
  STATUS_GOOD,
  STATUS_UNVERIFIABLE,
  VERDICT_DELIVERED,
  VERDICT_DISCARDED,
  VERDICT_NOT_JUDGED,
  VERDICT_UNVERIFIABLE,
} from './checksum-status.ts';
import { REASON_NONE } from './not-judged.ts';

/** What came out of verifying one checksum of a frame. */
export class ChecksumResult {
  /** One of the STATUS constants. */
  status = STATUS_ABSENT;
  /** Offset of the checksum field in the frame, -1 if it is not there. */
  offset = -1;
  /** The value that the frame carries. This and the next are set if the status is good or bad. */
  found = 0;
  /** The value that would be right for the frame as it is. */
  expected = 0;
  /** Whether this is a bad checksum that is not the frame's own, but one in the packet that an ICMP error quotes. */
  isQuoted = false;
  /** Whether it is bad because it is 0, for none, where there has to be one: UDP over IPv6 (RFC 8200, 8.1). */
  isMissing = false;
}

/** What came out of verifying a frame's checksums. */
export class ChecksumResults {
  /** Indexed by the CHECKSUM constants. */
  readonly all: readonly ChecksumResult[] = Array.from(
    { length: CHECKSUM_COUNT },
    () => new ChecksumResult(),
  );
  /** One of the VERDICT constants, for what was recorded so far. */
  verdict = VERDICT_DELIVERED;
  /** One of the REASON constants: the first thing that was not looked into, if there was any. */
  reason = REASON_NONE;
  /** The number that the reason is about; means nothing if there is none. */
  reasonValue = 0;

  /** Which of them are not absent: a bit for each. */
  present = 0;

  /** Makes all of them absent. */
  clear(): void {
    this.verdict = VERDICT_DELIVERED;
    this.reason = REASON_NONE;
    if (this.present === 0) return;
    const { all } = this;
    for (let i = 0; i < CHECKSUM_COUNT; i++) {
      const result = all[i] as ChecksumResult;
      if (result.status === STATUS_ABSENT) continue;
      result.status = STATUS_ABSENT;
      result.offset = -1;
      result.isQuoted = false;
      result.isMissing = false;
    }
    this.present = 0;
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
    if (!complete) this.setUnverifiable(checksum, offset);
    this.present |= 1 << checksum;
    const result = this.all[checksum] as ChecksumResult;
    if (complete) result.status = STATUS_GOOD;
    result.offset = offset;
    result.found = found;
    result.expected = found;
  }

  /** Records one of the frame's own checksums that cannot be judged; `offset` is -1 if its field is not there. */
  setUnverifiable(checksum: number, offset: number): void {
    const result = this.all[checksum] as ChecksumResult;
    result.status = STATUS_UNVERIFIABLE;
    this.present |= 1 << checksum;
    result.offset = offset;
    this.setCut();
  }

  /** Records that so much of a header is missing that not even what checksums there are is known. */
  setCut(): void {
    if (this.verdict !== VERDICT_DISCARDED) this.verdict = VERDICT_UNVERIFIABLE;
  }

  /**
   * Records that something is not looked into.
   *
   * @param reason - one of the REASON constants
   * @param value - the number that it is about, of 32 bits at most
   */
  setNotJudged(reason: number, value: number): void {
    if (this.verdict === VERDICT_DELIVERED) this.verdict = VERDICT_NOT_JUDGED;
    if (this.reason !== REASON_NONE) return;
    this.reason = reason;
    this.reasonValue = value;
  }

  /**
   * Records that the frame has no checksum where there has to be one.
   * @param sum - of all that it would cover
   */
  setMissing(checksum: number, sum: number, offset: number): void {
    this.#setBad(checksum, sum, 0, offset);
    (this.all[checksum] as ChecksumResult).isMissing = true;
  }

  /** Takes over what came out for a packet in this one: the graver verdict holds. */
  include({ verdict, reason, reasonValue }: Readonly<ChecksumResults>): void {
    if (verdict === VERDICT_DISCARDED) this.verdict = VERDICT_DISCARDED;
    else if (verdict === VERDICT_UNVERIFIABLE) this.setCut();
    if (reason !== REASON_NONE) this.setNotJudged(reason, reasonValue);
  }

  /** Takes a checksum as right, whatever it is: it is not to be verified. The verdict is what is left without it. */
  takeAsRight(checksum: number): void {
    const result = this.all[checksum] as ChecksumResult;
    this.present |= 1 << checksum;
    result.status = STATUS_GOOD;
    result.expected = result.found;
    result.isMissing = false;
    this.verdict = this.reason === REASON_NONE ? VERDICT_DELIVERED : VERDICT_NOT_JUDGED;
    for (const { status } of this.all) {
      if (status === STATUS_BAD) this.verdict = VERDICT_DISCARDED;
      else if (status === STATUS_UNVERIFIABLE) this.setCut();
    }
  }

  /** Records that a checksum is wrong for another reason than what it covers. @param expected - what would be right */
  refuse(checksum: number, offset: number, expected: number): void {
    const result = this.all[checksum] as ChecksumResult;
    if (result.status === STATUS_ABSENT) result.found = 0;
    this.present |= 1 << checksum;
    this.verdict = VERDICT_DISCARDED;
    result.status = STATUS_BAD;
    result.offset = offset;
    result.expected = expected;
  }

  /** Records a checksum of a quoted packet if it is bad, unless the frame's own is bad as well. */
  settleQuoted(checksum: number, sum: number, found: number, offset: number): void {
    const result = this.all[checksum] as ChecksumResult;
    if (fold(sum) === 0xffff || result.status === STATUS_BAD) return;
    this.#setBad(checksum, sum, found, offset);
    result.isQuoted = true;
  }

  #setBad(checksum: number, sum: number, found: number, offset: number): void {
    const result = this.all[checksum] as ChecksumResult;
    result.status = STATUS_BAD;
    this.present |= 1 << checksum;
    this.verdict = VERDICT_DISCARDED;
    result.offset = offset;
    result.found = found;
    // Take `found` out again; 0xffff more is the same sum, and never negative.
    const expected = ~fold(sum + 0xffff - found) & 0xffff;
    // A computed 0 goes out as 0xffff in UDP, where 0 means none (RFC 768); and all zeros do not sum up to -0.
    const isZeroWrong = checksum === CHECKSUM_UDP || found === 0;
    result.expected = expected === 0 && isZeroWrong ? 0xffff : expected;
  }
}
