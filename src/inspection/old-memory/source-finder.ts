import { UntaggedFrame } from '../../link-layer/untagged-frame.ts';
import { storeToldFlow } from '../../link-layer/untold-mac.ts';
import { ETHERNET_DESTINATION, ETHERNET_SOURCE } from '../../wire/ethernet.ts';
import { describeFlow, Flow, recipientOf, storeFlow } from '../../wire/flow.ts';
import { FrameReader } from '../../wire/frame-reader.ts';
import { EvidenceJudge, LEAST, type Match } from './evidence-judge.ts';
import type { FrameHistory, Mark, Origin } from './frame-history.ts';
import { FrameIndex } from './frame-index.ts';
import { ETHERNET_LINK } from './frame-link.ts';
import { mayBeIpv4 } from './one-flow.ts';
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
  /** Whether who sent them then gets them back. */
  returned: boolean;
  /** Whether who sends them now got them then, and did not send them. */
  received: boolean;
  /** Whether that alone shows that the sender sends old memory. */
  sure: boolean;
}

/** How much of equal bytes that are no evidence is compared again with another frame. */
const LOOK_BACK = 64;

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
  readonly #evidence: EvidenceJudge;
  /** The equal bytes that are looked at, and the most that there are around one word. */
  readonly #match: Match = { sequence: -1, start: 0, end: 0, shift: 0, at: 0, mark: undefined };
  readonly #best: Match = { ...this.#match };
  /** The stretch of the other frame that is of one origin. */
  readonly #within = { start: 0, end: 0 };

  /**
   * @param body - whether bodies of all packets are looked at, too
   * @param link - that of the frames; Ethernet if absent
   */
  constructor(history: FrameHistory, body: boolean, { made } = ETHERNET_LINK) {
    this.#history = history;
    this.#made = made;
    this.#index = new FrameIndex(history, body);
    this.#evidence = new EvidenceJudge(history, this.#index, made);
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
    let longest = 0;
    const { sequences } = this.#index;
    for (let i = 0; i < sequences.length; i++) {
      const other = sequences[i] as number;
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
    best.at = match.at;
    best.mark = match.mark;
  }

  /** Of the same sender; behind a packet, where a card or driver keeps all frames in one place, also what it got. */
  #isCandidate(sequence: number, other: number, { kind }: Stretch): boolean {
    const history = this.#history;
    if (other < 0 || other >= sequence || !history.isHere(other)) return false;
    if (history.haveSameSender(sequence, other)) return true;
    const sender = history.startOf(sequence) + ETHERNET_SOURCE;
    return kind === 'behind' && history.isEqual(sender, history.startOf(other) + ETHERNET_DESTINATION, 6);
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
    const within = this.#within;
    if (!this.#isUniform(other, at + shift)) return 0;
    const first = Math.max(low, within.start - shift);
    const last = Math.min(to, within.end - shift);
    const start = at - history.equalBefore(mine + at, theirs + at, at - first);
    const end = at + history.equalFrom(mine + at, theirs + at, last - at);
    const match = this.#match;
    match.sequence = other;
    match.start = start;
    match.end = end;
    match.shift = shift;
    match.at = this.#index.anchorFrom(at);
    return end - start;
  }

  /**
   * Sets `within` to the stretch of a frame around an offset that is its own, or of one other origin, and the mark of `match` to that.
   * @returns whether it is either
   */
  #isUniform(sequence: number, offset: number): boolean {
    const within = this.#within;
    const marks = this.#history.marksOf(sequence);
    within.start = this.#made;
    within.end = this.#history.declaredEndOf(sequence);
    this.#match.mark = undefined;
    for (let i = 0; i < marks.length; i++) {
      const mark = marks[i] as Mark;
      if (mark.start <= offset && offset < mark.end) {
        within.start = mark.start;
        within.end = mark.end;
        this.#match.mark = mark;
        return true;
      }
      if (mark.end <= offset) within.start = Math.max(within.start, mark.end);
      else within.end = Math.min(within.end, mark.start);
    }
    return offset < within.end;
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
    const { sequence: other, start, end, shift, mark } = this.#best;
    if (!this.#evidence.isEvidence(sequence, stretch, this.#best)) return false;
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
    const history = this.#history;
    const sameRecipient = history.isHere(origin.sequence)
      ? history.haveSameRecipient(sequence, origin.sequence)
      : this.#originOf(sequence, 0).recipient === origin.recipient;
    const ip = history.recipientIpOf(sequence);
    const returned =
      ip !== 0 && origin.senderIp !== 0
        ? ip === origin.senderIp
        : history.macAt(sequence, ETHERNET_DESTINATION) === origin.senderMac;
    const received = history.macAt(sequence, ETHERNET_SOURCE) !== origin.senderMac;
    return { start, end, origin, sameOffset: origin.shift === 0, sameRecipient, returned, received, sure };
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
      const { start, end, sequence: other, shift, mark } = this.#best;
      if (end - start < LEAST) continue;
      const origin =
        mark === undefined
          ? this.#originOf(other, shift)
          : { ...mark.origin, shift: shift + mark.origin.shift };
      const piece = this.#foundFrom(sequence, start, end, origin);
      if (
        !isSure &&
        (piece.sameRecipient ||
          piece.returned ||
          this.#evidence.isCommon(sequence, origin.sequence, this.#best))
      )
        continue;
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
      senderMac: history.macAt(sequence, ETHERNET_SOURCE),
      senderIp: history.senderIpOf(sequence),
      recipient: recipientOf(this.#flow).address,
      flow: describeFlow(this.#flow),
    };
  }
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
