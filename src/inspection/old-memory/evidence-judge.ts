import { ETHERNET_SOURCE } from '../../wire/ethernet.ts';
import { LONGEST_PADDED } from '../padding.ts';
import type { FrameHistory, Mark } from './frame-history.ts';
import type { FrameIndex } from './frame-index.ts';
import { areArp, areOfOneFlow } from './one-flow.ts';
import type { Stretch } from './stretch.ts';
import { hostOf } from './word-hash.ts';
import { ANCHOR } from './word-table.ts';

/** Equal bytes of the frame that is looked at and an earlier one. */
export interface Match {
  /** The earlier frame. */
  sequence: number;
  /** In the frame that is looked at. */
  start: number;
  end: number;
  /** What they are moved by to be in the other one. */
  shift: number;
  /** Where in the frame that is looked at the word is by which they were found. */
  at: number;
  /** The marked stretch of the other frame that they are in, if it is one. */
  mark: Mark | undefined;
}

/**
 * Memory of drivers comes in blocks, of which a page has a whole number: what is as far from the beginning of a block as
 * before is in the same place, also where a long frame was in several blocks. The pool of netchannel has blocks of 2048
 * bytes, most rings of cards have them of 2048 or 4096.
 */
const BLOCK = 2048;

/** Shorter equal bytes are chance. */
export const LEAST = 8;
/** Behind a packet, where all that there is is equal. */
const LEAST_WHOLE = 6;
/** In what a packet declares, where it is more likely that bytes are equal for a good reason. */
const LEAST_DECLARED = 16;
/** Where the bytes were at another offset: behind a packet, and in one. */
const LEAST_SHIFTED = 12;
const LEAST_SHIFTED_BODY = 32;

/** In a hole between what a writer wrote: of a sender that is known to send old memory, and of any other. */
const TELLING_VALUES_HOLE = 3;
const TELLING_VALUES_FIRST_HOLE = 6;
/** What is at the beginning of a packet may be a header. */
const LEAST_FIRST = 64;

/** So many equal bytes in front of what is behind a packet, and it is behind nothing. */
const SAME_BEFORE = 8;

/** Of so many equal bytes one that is not zero means something, in two frames of a kind and of different kinds. */
const LEAST_REMNANT = 256;
const LEAST_REMNANT_OTHER = 128;

/** How many different values, zero left out, bytes have to have for it to mean something that they are equal. */
const TELLING_VALUES = 4;
const TELLING_VALUES_BEHIND = 3;
/** In so many bytes to an end, most of them zero, fewer mean something as well. */
const LONG = 64;
const TELLING_VALUES_LONG = 3;
const TELLING_VALUES_DECLARED = 6;

/**
 * Whether equal bytes of two frames are old memory: not what both would have anyway, as headers and retransmissions, zeros and
 * runs of one value.
 */
export class EvidenceJudge {
  readonly #history: FrameHistory;
  readonly #index: FrameIndex;
  /** Bytes at the beginning of frames that are no memory. */
  readonly #made: number;
  readonly #values = new Uint8Array(256);

  /** @param made - bytes at the beginning of frames that their link has not: 0 for Ethernet */
  constructor(history: FrameHistory, index: FrameIndex, made: number) {
    this.#history = history;
    this.#index = index;
    this.#made = made;
  }

  /** Whether equal bytes of a stretch are evidence. @param sequence - of the frame that is looked at */
  isEvidence(sequence: number, stretch: Stretch, match: Match): boolean {
    const { kind, alike, start: first, end: last } = stretch;
    const history = this.#history;
    const { sequence: other, start, end, shift, mark } = match;
    const length = end - start;
    if (kind === 'behind') {
      if (this.#isOfWrongLength(sequence, other, shift) || this.#isOfHeaders(sequence, match)) return false;
      if (!isSamePlace(shift))
        return length >= LEAST_SHIFTED && this.#isTelling(sequence, match, TELLING_VALUES);
      const isEnough = length >= LEAST || (length >= LEAST_WHOLE && length === last - first);
      if (mark === undefined && this.#isSamePacket(sequence, other, start, shift)) return false;
      return isEnough && this.#isTelling(sequence, match, TELLING_VALUES_BEHIND);
    }
    if (areOfOneFlow(history, sequence, other, kind, this.#made)) return false;
    const from = mark?.origin.sequence ?? other;
    const isAlike =
      !history.isHere(from) ||
      (kind === 'declared' ? history.isSameProtocol(sequence, from) : history.isAlike(sequence, from));
    if (kind === 'declared' && this.#isForAll(from)) return false;
    if (isAlike || kind === 'declared') {
      // What somebody was sent before is no secret, and two packets for the same may well say the same.
      if (!history.isHere(from) || history.haveSameRecipient(sequence, from)) return false;
    }
    if (!isSamePlace(shift)) {
      return (
        kind === 'undeclared' &&
        length >= LEAST_SHIFTED_BODY &&
        this.#isTelling(sequence, match, TELLING_VALUES)
      );
    }
    if (isAlike) {
      // So may two packets of one kind.
      if (!alike || kind === 'declared') return false;
      // Everybody has what was sent to all, and the next one of its kind may be for one alone.
      if (!stretch.suspect && this.#isForAll(from)) return false;
      // What a writer left out goes on to an end; what two packets have in common is followed by what they have not.
      const there = end + shift;
      const origin = there + (mark?.origin.shift ?? 0);
      if (end !== last && there !== history.lengthOf(other) && origin !== history.lengthOf(from)) {
        return this.#isHole(sequence, from, stretch, match);
      }
    }
    if (kind === 'declared') {
      return (
        length >= (stretch.suspect ? LEAST : LEAST_DECLARED) &&
        this.#isTelling(sequence, match, TELLING_VALUES_DECLARED)
      );
    }
    const values = length >= LONG ? TELLING_VALUES_LONG : TELLING_VALUES;
    return (
      (length >= LEAST && this.#isTelling(sequence, match, values)) ||
      this.#isRemnant(sequence, from, isAlike, first, match)
    );
  }

  /**
   * Whether the equal bytes are in a hole that a writer left between others. What two packets of a kind have in common as
   * well is in more than two of them, in packets that are as long, or where they begin.
   */
  #isHole(
    sequence: number,
    from: number,
    { start: first, end: last, suspect }: Stretch,
    match: Match,
  ): boolean {
    const { start, end } = match;
    if (end - start < LEAST || this.isCommon(sequence, from, match)) return false;
    if (this.#isRemnant(sequence, from, true, first, match)) return true;
    if (suspect) return this.#isTelling(sequence, match, TELLING_VALUES_HOLE);
    if (end - start < LEAST_FIRST && (start === first || end === last)) return false;
    const isAsLong = this.#history.lengthOf(sequence) === this.#history.lengthOf(from);
    return !isAsLong && this.#isTelling(sequence, match, TELLING_VALUES_FIRST_HOLE);
  }

  /** Whether a frame, if it is still here, was sent to a broadcast or multicast address. */
  #isForAll(sequence: number): boolean {
    const history = this.#history;
    return history.isHere(sequence) && ((history.bytes[history.startOf(sequence)] as number) & 1) === 1;
  }

  /** Whether another earlier frame has the equal bytes in the same place, and not from the same one. @param from - whose they are */
  isCommon(sequence: number, from: number, { at, start, end }: Match): boolean {
    const history = this.#history;
    const base = history.startOf(sequence);
    if (at + ANCHOR > history.lengthOf(sequence)) return false;
    const sender = hostOf(history.view, base + ETHERNET_SOURCE);
    const word = history.view.getInt32(base + at);
    if (!this.#index.atOffset(sender, at, word, sequence, true)) return false;
    for (const other of this.#index.sequences) {
      if (other < 0 || !history.isHere(other) || other === from) continue;
      if (end > history.lengthOf(other)) continue;
      if (!this.#history.isEqual(base + start, history.startOf(other) + start, end - start)) continue;
      const mark = history.marksOf(other).find((one) => one.start <= at && at < one.end);
      if (mark?.origin.sequence !== from) return true;
    }
    return false;
  }

  /**
   * Whether a frame that is longer than any padding makes it, and an earlier one of its kind, are alike because one declares less
   * than it has: if both are for the same, or what is alike is moved.
   */
  #isOfWrongLength(sequence: number, other: number, shift: number): boolean {
    const history = this.#history;
    return (
      history.lengthOf(sequence) > LONGEST_PADDED &&
      (areOfOneFlow(history, sequence, other, 'behind', this.#made) ||
        (history.isAlike(sequence, other) &&
          (!isSamePlace(shift) || history.haveSameRecipient(sequence, other))))
    );
  }

  /**
   * Whether the equal bytes are of the headers of two packets of one flow, or of two ARP packets, one of which has a damaged byte
   * that says that nothing follows: an end of its options, or shorter addresses.
   */
  #isOfHeaders(sequence: number, { sequence: other, end, shift }: Match): boolean {
    const history = this.#history;
    if (shift !== 0) return false;
    if (areArp(history, history.startOf(sequence), history.startOf(other), end)) return true;
    const isHeader = end <= history.payloadOf(sequence) && end <= history.payloadOf(other);
    return isHeader && areOfOneFlow(history, sequence, other, 'behind', this.#made);
  }

  /**
   * Whether the equal bytes are many and hardly anything but zeros, or of one value, in frames of different lengths, and no other frame
   * has them. Two of a kind have to be for different recipients. Something else than zero has to lie behind what may be a header.
   */
  #isRemnant(sequence: number, from: number, isAlike: boolean, first: number, match: Match): boolean {
    const history = this.#history;
    const { start, end } = match;
    if (end - start < (isAlike ? LEAST_REMNANT : LEAST_REMNANT_OTHER)) return false;
    if (!history.isHere(from) || this.#isForAll(from)) return false;
    if (isAlike && history.haveSameRecipient(sequence, from)) return false;
    if (history.lengthOf(sequence) === history.lengthOf(from)) return false;
    const base = history.startOf(sequence);
    let at = Math.max(start, first + LEAST_FIRST);
    while (at < end && history.bytes[base + at] === 0) at++;
    return at < end && !this.isCommon(sequence, from, match);
  }

  /** Whether two frames are one and the same but for a length that is wrong in one: alike, as long, and equal before as well. */
  #isSamePacket(sequence: number, other: number, start: number, shift: number): boolean {
    const history = this.#history;
    if (!history.isAlike(sequence, other) || history.lengthOf(sequence) !== history.lengthOf(other))
      return false;
    const before = start - SAME_BEFORE;
    return (
      before >= 0 &&
      before + shift >= 0 &&
      this.#history.isEqual(
        history.startOf(sequence) + before,
        history.startOf(other) + before + shift,
        SAME_BEFORE,
      )
    );
  }

  /** Whether the equal bytes have so many different values that are not zero. */
  #isTelling(sequence: number, { start, end }: Match, least: number): boolean {
    const values = this.#values.fill(0);
    const base = this.#history.startOf(sequence);
    let different = 0;
    for (let at = start; at < end; at++) {
      const value = this.#history.bytes[base + at] as number;
      if (value === 0 || values[value] === 1) continue;
      values[value] = 1;
      if (++different === least) return true;
    }
    return false;
  }
}

/** Whether what is moved by so much is as far from the beginning of a block as before: a buffer that was used again. */
function isSamePlace(shift: number): boolean {
  return shift % BLOCK === 0;
}
