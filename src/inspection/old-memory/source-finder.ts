import { UntaggedFrame } from '../../link-layer/untagged-frame.ts';
import { storeToldFlow } from '../../link-layer/untold-mac.ts';
import { ETHERNET_DESTINATION, ETHERNET_SOURCE } from '../../wire/ethernet.ts';
import { describeFlow, Flow, recipientOf, storeFlow } from '../../wire/flow.ts';
import { FrameReader } from '../../wire/frame-reader.ts';
import type { FrameHistory, Mark, Origin } from './frame-history.ts';
import { FrameIndex } from './frame-index.ts';
import { ETHERNET_LINK } from './frame-link.ts';
import { areOfOneFlow, mayBeIpv4 } from './one-flow.ts';
import type { Stretch } from './stretch.ts';
import { hostOf, isOneByte } from './word-hash.ts';
import { ANCHOR } from './word-table.ts';

/** Bytes that are told to be those of an earlier frame, in the frame that is looked at. */
export interface Found {
  start: number;
  end: number;
  origin: Origin;
  /** Whether the bytes were at the same offset there: a buffer that was used again. */
  sameOffset: boolean;
  /** Whether who was meant to get them then is who gets them now. */
  sameRecipient: boolean;
  /** Whether that alone shows that the sender sends old memory. */
  sure: boolean;
}

/**
 * Memory of drivers comes in blocks, of which a page has a whole number: what is as far from the beginning of a block as
 * before is in the same place, also where a long frame was in several blocks. The pool of netchannel has blocks of 2048
 * bytes, most rings of cards have them of 2048 or 4096.
 */
const BLOCK = 2048;

/** Shorter equal bytes are chance. */
const LEAST = 8;
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

/** Of a frame that was padded to the least that Ethernet takes, with two VLAN tags and a check sequence; longer ones are not padded. */
const LONGEST_PADDED = 72;

/** So many equal bytes in front of what is behind a packet, and it is behind nothing. */
const SAME_BEFORE = 8;

/** How much of equal bytes that are no evidence is compared again with another frame. */
const LOOK_BACK = 64;

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

const NOTHING: readonly Found[] = [];

/** Sources in one frame whose other bytes are looked for: of one value, or too few to be found by themselves. */
const MOST_SOURCES = 4;

/**
 * Finds bytes of a frame in earlier frames of the same sender: at the same offset first, then anywhere. It says only what
 * is evidence: not bytes that both frames would have anyway, as headers and retransmissions, zeros and runs of one value.
 */
export class SourceFinder {
  readonly #history: FrameHistory;
  readonly #index: FrameIndex;
  /** Bytes at the beginning of frames that are no memory. */
  readonly #made: number;
  readonly #reader = new FrameReader();
  readonly #untagged = new UntaggedFrame();
  readonly #flow = new Flow();
  readonly #values = new Uint8Array(256);
  /** The equal bytes that are looked at: in the frame, and what they are moved by to be in the other one. */
  readonly #match = { sequence: -1, start: 0, end: 0, shift: 0 };
  readonly #best = { sequence: -1, start: 0, end: 0, shift: 0 };
  /** Where in the frame the word is by which they were found. */
  #at = 0;
  /** The marked stretch of the other frame that they are in, if it is one. */
  #mark: Mark | undefined;
  #bestMark: Mark | undefined;

  /**
   * @param body - whether bodies of all packets are looked at, too
   * @param link - that of the frames; Ethernet if absent
   */
  constructor(history: FrameHistory, body: boolean, { made } = ETHERNET_LINK) {
    this.#history = history;
    this.#made = made;
    this.#index = new FrameIndex(history, body);
  }

  /**
   * @param sequence - of the frame, the last one of the history
   * @returns what was found, in order; nothing overlaps
   */
  find(sequence: number, stretch: Stretch): readonly Found[] {
    const found: Found[] = [];
    this.#findAtOffset(sequence, stretch, found);
    if (stretch.kind !== 'declared' && (stretch.kind === 'behind' || stretch.alike)) {
      for (const gap of gapsOf(stretch, found)) this.#findShifted(sequence, stretch, gap, found);
    }
    const hasFound = found.length > 0;
    if (hasFound) this.#findMore(sequence, stretch, found);
    else if (!stretch.suspect || stretch.kind !== 'undeclared') return NOTHING;
    for (const gap of gapsOf(stretch, found)) this.#findUniform(sequence, stretch, gap, found, hasFound);
    return joined(found);
  }

  #findAtOffset(sequence: number, stretch: Stretch, found: Found[]): void {
    const { view } = this.#history;
    const index = this.#index;
    const base = this.#history.startOf(sequence);
    const sender = hostOf(view, base + ETHERNET_SOURCE);
    const orGot = stretch.kind === 'behind';
    const isRuns = stretch.kind === 'undeclared';
    let from = stretch.start;
    let at = index.anchorFrom(from);
    while (at + ANCHOR <= stretch.end) {
      const word = view.getInt32(base + at);
      if (
        word === 0 ||
        (!isRuns && isOneByte(word)) ||
        !index.atOffset(sender, at, word, sequence, orGot) ||
        !this.#findBest(sequence, at, from, stretch)
      ) {
        at = index.anchorFrom(at + 1);
        continue;
      }
      const { end } = this.#best;
      const isEvidence = this.#judge(sequence, stretch, found);
      // What is no evidence with one frame may be with another; looked at a third time it is not.
      from = isEvidence ? end : Math.max(from, end - LOOK_BACK);
      at = index.anchorFrom(Math.max(at + 1, end));
    }
  }

  /**
   * Sets the longest stretch of bytes around a word that the index has just found in earlier frames.
   * @returns whether one of them is a source
   */
  #findBest(sequence: number, at: number, from: number, stretch: Stretch): boolean {
    const best = this.#best;
    best.sequence = -1;
    this.#at = at;
    let longest = 0;
    for (const other of this.#index.sequences) {
      if (!this.#isCandidate(sequence, other, stretch)) continue;
      const length = this.#extend(sequence, other, at, 0, from, stretch.end);
      if (length <= longest) continue;
      longest = length;
      this.#takeMatch();
      if (length === stretch.end - from) break;
    }
    return longest >= Math.min(ANCHOR, stretch.end - stretch.start);
  }

  #takeMatch(): void {
    const best = this.#best;
    const match = this.#match;
    best.sequence = match.sequence;
    best.start = match.start;
    best.end = match.end;
    best.shift = match.shift;
    this.#bestMark = this.#mark;
  }

  /** Of the same sender; behind a packet, where a card or driver keeps all frames in one place, also what it got. */
  #isCandidate(sequence: number, other: number, { kind }: Stretch): boolean {
    const history = this.#history;
    if (other < 0 || other >= sequence || !history.isHere(other)) return false;
    const sender = history.startOf(sequence) + ETHERNET_SOURCE;
    const start = history.startOf(other);
    if (this.#history.isEqual(sender, start + ETHERNET_SOURCE, 6)) return true;
    return kind === 'behind' && this.#history.isEqual(sender, start + ETHERNET_DESTINATION, 6);
  }

  /**
   * Sets `match` to the equal bytes around one offset, as far as they are of one origin.
   * @returns how many there are
   */
  #extend(sequence: number, other: number, at: number, shift: number, from: number, to: number): number {
    const history = this.#history;
    const low = Math.max(from, -shift);
    const mine = history.startOf(sequence);
    const theirs = history.startOf(other) + shift;
    const within = this.#uniform(other, at + shift);
    if (within === undefined) return 0;
    const first = Math.max(low, within.start - shift);
    const last = Math.min(to, within.end - shift);
    const start = at - history.equalBefore(mine + at, theirs + at, at - first);
    const end = at + history.equalFrom(mine + at, theirs + at, last - at);
    const match = this.#match;
    match.sequence = other;
    match.start = start;
    match.end = end;
    match.shift = shift;
    this.#mark = within.mark;
    return end - start;
  }

  /** @returns the stretch of a frame around an offset that is its own, or of one other origin; undefined if neither */
  #uniform(sequence: number, offset: number): { start: number; end: number; mark?: Mark } | undefined {
    let start = this.#made;
    let end = this.#history.declaredEndOf(sequence);
    for (const mark of this.#history.marksOf(sequence)) {
      if (mark.start <= offset && offset < mark.end) return { start: mark.start, end: mark.end, mark };
      if (mark.end <= offset) start = Math.max(start, mark.end);
      else end = Math.min(end, mark.start);
    }
    return offset < end ? { start, end } : undefined;
  }

  #findShifted(
    sequence: number,
    stretch: Stretch,
    gap: { start: number; end: number },
    found: Found[],
  ): void {
    const { view } = this.#history;
    const base = this.#history.startOf(sequence);
    const sender = hostOf(view, base + ETHERNET_SOURCE);
    const orGot = stretch.kind === 'behind';
    let from = gap.start;
    for (let at = from; at + 8 <= gap.end; ) {
      const first = view.getInt32(base + at);
      const second = view.getInt32(base + at + 4);
      let next = at + 1;
      if (first !== second || !isOneByte(first)) {
        const other = this.#index.anywhere(sender, first, second, sequence, orGot);
        const offset = this.#index.foundOffset;
        if (this.#isCandidate(sequence, other, stretch)) {
          const length = this.#extend(sequence, other, at, offset - at, from, gap.end);
          if (length >= 8) {
            this.#takeMatch();
            this.#judge(sequence, stretch, found);
            next = Math.max(next, this.#match.end);
            from = this.#match.end;
          }
        }
      }
      at = next;
    }
  }

  /** Adds the bytes that were found equal, if that is evidence. @returns whether it is */
  #judge(sequence: number, stretch: Stretch, found: Found[]): boolean {
    const { sequence: other, start, end, shift } = this.#best;
    const mark = this.#bestMark;
    if (!this.#isEvidence(sequence, stretch)) return false;
    const origin =
      mark === undefined
        ? this.#originOf(other, shift)
        : { ...mark.origin, shift: shift + mark.origin.shift };
    found.push(
      this.#foundFrom(sequence, start, end, origin, !stretch.suspect && !mayBeIpv4(this.#history, sequence)),
    );
    return true;
  }

  #foundFrom(sequence: number, start: number, end: number, origin: Origin, sure = false): Found {
    const sameRecipient = this.#history.isHere(origin.sequence)
      ? this.#history.haveSameRecipient(sequence, origin.sequence)
      : this.#originOf(sequence, 0).recipient === origin.recipient;
    return { start, end, origin, sameOffset: origin.shift === 0, sameRecipient, sure };
  }

  #isEvidence(sequence: number, stretch: Stretch): boolean {
    const { kind, alike, start: first, end: last } = stretch;
    const history = this.#history;
    const { sequence: other, start, end, shift } = this.#best;
    const length = end - start;
    if (kind === 'behind') {
      if (this.#isOfWrongLength(sequence, other, shift)) return false;
      if (!isSamePlace(shift)) return length >= LEAST_SHIFTED && this.#isTelling(sequence, TELLING_VALUES);
      const isEnough = length >= LEAST || (length >= LEAST_WHOLE && length === last - first);
      if (this.#bestMark === undefined && this.#isSamePacket(sequence, other, start, shift)) return false;
      return isEnough && this.#isTelling(sequence, TELLING_VALUES_BEHIND);
    }
    if (areOfOneFlow(history, sequence, other, kind, this.#made)) return false;
    const from = this.#bestMark?.origin.sequence ?? other;
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
        kind === 'undeclared' && length >= LEAST_SHIFTED_BODY && this.#isTelling(sequence, TELLING_VALUES)
      );
    }
    if (isAlike) {
      // So may two packets of one kind.
      if (!alike || kind === 'declared') return false;
      // Everybody has what was sent to all, and the next one of its kind may be for one alone.
      if (!stretch.suspect && this.#isForAll(from)) return false;
      // What a writer left out goes on to an end; what two packets have in common is followed by what they have not.
      const there = end + shift;
      const origin = there + (this.#bestMark?.origin.shift ?? 0);
      if (end !== last && there !== history.lengthOf(other) && origin !== history.lengthOf(from)) {
        return this.#isHole(sequence, from, stretch);
      }
    }
    if (kind === 'declared') {
      return (
        length >= (stretch.suspect ? LEAST : LEAST_DECLARED) &&
        this.#isTelling(sequence, TELLING_VALUES_DECLARED)
      );
    }
    const values = length >= LONG ? TELLING_VALUES_LONG : TELLING_VALUES;
    return (
      (length >= LEAST && this.#isTelling(sequence, values)) ||
      this.#isRemnant(sequence, from, isAlike, first)
    );
  }

  /**
   * Whether the equal bytes are in a hole that a writer left between others. What two packets of a kind have in common as
   * well is in more than two of them, in packets that are as long, or where they begin.
   */
  #isHole(sequence: number, from: number, { start: first, end: last, suspect }: Stretch): boolean {
    const { start, end } = this.#best;
    if (end - start < LEAST || this.#isCommon(sequence, from)) return false;
    if (this.#isRemnant(sequence, from, true, first)) return true;
    if (suspect) return this.#isTelling(sequence, TELLING_VALUES_HOLE);
    if (end - start < LEAST_FIRST && (start === first || end === last)) return false;
    const isAsLong = this.#history.lengthOf(sequence) === this.#history.lengthOf(from);
    return !isAsLong && this.#isTelling(sequence, TELLING_VALUES_FIRST_HOLE);
  }

  /** Whether a frame, if it is still here, was sent to a broadcast or multicast address. */
  #isForAll(sequence: number): boolean {
    const history = this.#history;
    return history.isHere(sequence) && ((history.bytes[history.startOf(sequence)] as number) & 1) === 1;
  }

  /** Whether another earlier frame has the equal bytes in the same place, and not from the same one. */
  #isCommon(sequence: number, from: number): boolean {
    const history = this.#history;
    const { start, end } = this.#best;
    const base = history.startOf(sequence);
    const sender = hostOf(history.view, base + ETHERNET_SOURCE);
    const word = history.view.getInt32(base + this.#at);
    if (!this.#index.atOffset(sender, this.#at, word, sequence, true)) return false;
    for (const other of this.#index.sequences) {
      if (other < 0 || !history.isHere(other) || other === from) continue;
      if (end > history.lengthOf(other)) continue;
      if (!this.#history.isEqual(base + start, history.startOf(other) + start, end - start)) continue;
      const mark = history.marksOf(other).find((one) => one.start <= this.#at && this.#at < one.end);
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
   * Whether the equal bytes are many and hardly anything but zeros, or of one value, in frames of different lengths, and no other frame
   * has them. Two of a kind have to be for different recipients. Something else than zero has to lie behind what may be a header.
   */
  #isRemnant(sequence: number, from: number, isAlike: boolean, first: number): boolean {
    const history = this.#history;
    const { start, end } = this.#best;
    if (end - start < (isAlike ? LEAST_REMNANT : LEAST_REMNANT_OTHER)) return false;
    if (!history.isHere(from) || this.#isForAll(from)) return false;
    if (isAlike && history.haveSameRecipient(sequence, from)) return false;
    if (history.lengthOf(sequence) === history.lengthOf(from)) return false;
    const base = history.startOf(sequence);
    let at = Math.max(start, first + LEAST_FIRST);
    while (at < end && history.bytes[base + at] === 0) at++;
    return at < end && !this.#isCommon(sequence, from);
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
  #isTelling(sequence: number, least: number): boolean {
    const values = this.#values.fill(0);
    const base = this.#history.startOf(sequence);
    let different = 0;
    for (let at = this.#best.start; at < this.#best.end; at++) {
      const value = this.#history.bytes[base + at] as number;
      if (value === 0 || values[value] === 1) continue;
      values[value] = 1;
      if (++different === least) return true;
    }
    return false;
  }

  /** Adds what else is equal in the frames that were found, and does not by itself mean anything. */
  #findMore(sequence: number, stretch: Stretch, found: Found[]): void {
    const sources: Origin[] = [];
    for (const { origin } of found) {
      const isKnown = sources.some(
        ({ sequence: known, shift }) => known === origin.sequence && shift === origin.shift,
      );
      if (!isKnown && sources.length < MOST_SOURCES && this.#history.isHere(origin.sequence))
        sources.push(origin);
    }
    for (const origin of sources) {
      for (const gap of gapsOf(stretch, found)) this.#findRuns(sequence, origin, gap, found);
    }
  }

  #findRuns(sequence: number, origin: Origin, gap: { start: number; end: number }, found: Found[]): void {
    const { bytes } = this.#history;
    const mine = this.#history.startOf(sequence);
    const theirs = this.#history.startOf(origin.sequence) + origin.shift;
    const last = Math.min(gap.end, this.#history.declaredEndOf(origin.sequence) - origin.shift);
    let start = Math.max(gap.start, this.#made - origin.shift);
    for (let at = start; at <= last; at++) {
      if (at < last && bytes[mine + at] === bytes[theirs + at]) continue;
      if (at - start >= LEAST) found.push(this.#foundFrom(sequence, start, at, origin));
      start = at + 1;
    }
  }

  /**
   * Adds runs of one value that are in an earlier frame as well: in a frame that has old memory for sure they are what lay
   * beside it, and of a sender that is known for it they are old memory if they were meant for somebody else.
   */
  #findUniform(
    sequence: number,
    stretch: Stretch,
    gap: { start: number; end: number },
    found: Found[],
    isSure: boolean,
  ): void {
    const { view } = this.#history;
    const base = this.#history.startOf(sequence);
    const sender = hostOf(view, base + ETHERNET_SOURCE);
    let from = gap.start;
    const index = this.#index;
    const within = { ...stretch, end: gap.end };
    const orGot = stretch.kind === 'behind';
    for (let at = index.anchorFrom(from); at + ANCHOR <= gap.end; at = index.anchorFrom(at + 1)) {
      const word = view.getInt32(base + at);
      if (at < from || word === 0 || !index.atOffset(sender, at, word, sequence, orGot)) continue;
      if (!this.#findBest(sequence, at, from, within)) continue;
      const { start, end, sequence: other, shift } = this.#best;
      if (end - start < LEAST) continue;
      const mark = this.#bestMark;
      const origin =
        mark === undefined
          ? this.#originOf(other, shift)
          : { ...mark.origin, shift: shift + mark.origin.shift };
      const piece = this.#foundFrom(sequence, start, end, origin);
      if (!isSure && (piece.sameRecipient || this.#isCommon(sequence, origin.sequence))) continue;
      found.push(piece);
      from = end;
    }
  }

  #originOf(sequence: number, shift: number): Origin {
    const history = this.#history;
    const { bytes, view } = history;
    const start = history.startOf(sequence);
    this.#untagged.readBy(this.#reader, bytes, view, start, history.lengthOf(sequence));
    if (this.#made === 0) storeFlow(this.#reader, this.#flow);
    else storeToldFlow(this.#reader, this.#flow);
    return {
      sequence,
      frame: history.numberOf(sequence),
      shift,
      recipient: recipientOf(this.#flow).address,
      flow: describeFlow(this.#flow),
    };
  }
}

/** Whether what is moved by so much is as far from the beginning of a block as before: a buffer that was used again. */
function isSamePlace(shift: number): boolean {
  return shift % BLOCK === 0;
}

/** What of a stretch was not found yet. */
function gapsOf(stretch: Stretch, found: readonly Found[]): readonly { start: number; end: number }[] {
  if (found.length === 0) return [stretch];
  const { start, end } = stretch;
  const gaps: { start: number; end: number }[] = [];
  let from = start;
  for (const piece of [...found].sort((a, b) => a.start - b.start)) {
    if (piece.start > from) gaps.push({ start: from, end: piece.start });
    from = Math.max(from, piece.end);
  }
  if (end > from) gaps.push({ start: from, end });
  return gaps;
}

/** In order, with pieces of one origin that follow one another made one. */
function joined(found: Found[]): Found[] {
  const all = [...found].sort((a, b) => a.start - b.start);
  const pieces: Found[] = [];
  for (const piece of all) {
    const before = pieces.at(-1);
    const continues =
      before !== undefined &&
      before.end === piece.start &&
      before.origin.sequence === piece.origin.sequence &&
      before.origin.shift === piece.origin.shift;
    if (continues) before.end = piece.end;
    else pieces.push(piece);
  }
  return pieces;
}
