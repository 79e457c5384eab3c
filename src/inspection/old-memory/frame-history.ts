import { ETHERNET_SOURCE } from '../../wire/ethernet.ts';
import type { FrameLayout } from './frame-layout.ts';

/** Of the bytes of earlier frames that are kept. */
const MOST_BYTES = 16 * 1024 * 1024;
/** How many frames are kept; a power of two. */
const MOST_FRAMES = 1 << 16;

/** Up to here a loop over words is quicker than `set`, which needs a view of its own for every call. */
const LONGEST_LOOP = 256;

/** A stretch of a frame that was found to be old memory: its bytes are those of the frame that they came from. */
export interface Mark {
  start: number;
  end: number;
  origin: Origin;
}

/** Where bytes of a frame were before. */
export interface Origin {
  /** Of the frame, in the history; it may be gone from there. */
  sequence: number;
  /** Of the frame, as Wireshark counts. */
  frame: number;
  /** What an offset in the frame that was found is moved by to be one in this frame. */
  shift: number;
  /** Who the frame was meant for, and what it was. */
  recipient: string;
  flow: string;
}

/**
 * The last frames of a capture, as far back as they fit: in two rings of one size, so that memory does not depend on how
 * long the capture is. A frame is known by its sequence number, from 0.
 */
export class FrameHistory {
  readonly bytes: Uint8Array;
  readonly view: DataView;
  readonly #starts = new Int32Array(MOST_FRAMES);
  readonly #lengths = new Int32Array(MOST_FRAMES);
  readonly #declaredEnds = new Int32Array(MOST_FRAMES);
  readonly #layouts = new Int32Array(MOST_FRAMES);
  readonly #addressesAt = new Int32Array(MOST_FRAMES);
  readonly #numbers = new Float64Array(MOST_FRAMES);
  readonly #marks = new Map<number, Mark[]>();
  /** The first frame that is still here. */
  #oldest = 0;
  #next = 0;
  /** Where the next frame is put. */
  #end = 0;

  /** @param size - how many bytes of frames are kept; the longest frame has to fit. 16 MiB if absent */
  constructor(size = MOST_BYTES) {
    this.bytes = new Uint8Array(size);
    this.view = new DataView(this.bytes.buffer);
  }

  /** The sequence number of the first frame that is still here. */
  get oldest(): number {
    return this.#oldest;
  }

  /** One more than that of the last frame. */
  get next(): number {
    return this.#next;
  }

  /**
   * Keeps a frame, for which the oldest ones make room.
   * @param number - of the frame, as Wireshark counts
   * @param bytes - the frame is in there, from `offset` on
   * @returns its sequence number
   */
  add(
    number: number,
    bytes: Uint8Array,
    view: DataView,
    offset: number,
    length: number,
    layout: FrameLayout,
  ): number {
    const sequence = this.#next++;
    const start = this.#makeRoom(Math.min(length, this.bytes.length));
    const place = sequence & (MOST_FRAMES - 1);
    this.#starts[place] = start;
    this.#lengths[place] = length;
    this.#declaredEnds[place] = layout.declaredEnd;
    this.#layouts[place] = layout.kind;
    this.#addressesAt[place] = layout.addresses;
    this.#numbers[place] = number;
    this.#copy(bytes, view, offset, length, start);
    return sequence;
  }

  isHere(sequence: number): boolean {
    return sequence >= this.#oldest && sequence < this.#next;
  }

  /** @returns the index in `bytes` of the first byte of a frame that is here */
  startOf(sequence: number): number {
    return this.#starts[sequence & (MOST_FRAMES - 1)] as number;
  }

  lengthOf(sequence: number): number {
    return this.#lengths[sequence & (MOST_FRAMES - 1)] as number;
  }

  /** @returns the offset in the frame where what its packet declares ends */
  declaredEndOf(sequence: number): number {
    return this.#declaredEnds[sequence & (MOST_FRAMES - 1)] as number;
  }

  numberOf(sequence: number): number {
    return this.#numbers[sequence & (MOST_FRAMES - 1)] as number;
  }

  /** Whether two frames have the same headers in the same places, so that they may be alike for a good reason. */
  isAlike(a: number, b: number): boolean {
    return this.#layouts[a & (MOST_FRAMES - 1)] === this.#layouts[b & (MOST_FRAMES - 1)];
  }

  /** Whether two frames are meant for the same: by their IP addresses, where both have some of one kind, or else MAC addresses. */
  haveSameRecipient(a: number, b: number): boolean {
    const atA = this.#addressesAt[a & (MOST_FRAMES - 1)] as number;
    const atB = this.#addressesAt[b & (MOST_FRAMES - 1)] as number;
    const ipLength = atA === 0 || atB === 0 ? 0 : Math.sign(atA) === Math.sign(atB) ? lengthOfIp(atA) : 0;
    if (ipLength === 0) return this.#isEqual(this.startOf(a), this.startOf(b), ETHERNET_SOURCE);
    return this.#isEqual(this.startOf(a) + Math.abs(atA), this.startOf(b) + Math.abs(atB), ipLength);
  }

  /** What was found in a frame, where its bytes are those of another. */
  mark(sequence: number, mark: Mark): void {
    const marks = this.#marks.get(sequence);
    if (marks === undefined) this.#marks.set(sequence, [mark]);
    else marks.push(mark);
  }

  marksOf(sequence: number): readonly Mark[] {
    return this.#marks.get(sequence) ?? [];
  }

  /** @returns where a frame of so many bytes fits, all frames that lay there being forgotten */
  #makeRoom(length: number): number {
    if (this.#end + length > this.bytes.length) {
      // Those behind are older than all in front.
      this.#forgetUpTo(this.bytes.length);
      this.#end = 0;
    }
    const start = this.#end;
    this.#end += length;
    this.#forgetUpTo(this.#end, start);
    if (this.#next - this.#oldest > MOST_FRAMES) this.#forgetOldest();
    return start;
  }

  /** Forgets the oldest frames that begin in a stretch of `bytes`, the one that is being added left out. */
  #forgetUpTo(end: number, start = this.#end): void {
    while (this.#oldest < this.#next - 1) {
      const at = this.startOf(this.#oldest);
      if (at < start || at >= end) return;
      this.#forgetOldest();
    }
  }

  #forgetOldest(): void {
    if (this.#marks.size > 0) this.#marks.delete(this.#oldest);
    this.#oldest++;
  }

  #copy(bytes: Uint8Array, view: DataView, offset: number, length: number, to: number): void {
    if (length > LONGEST_LOOP) {
      this.bytes.set(bytes.subarray(offset, offset + length), to);
      return;
    }
    const target = this.view;
    let at = 0;
    for (; at + 4 <= length; at += 4) target.setInt32(to + at, view.getInt32(offset + at));
    for (; at < length; at++) this.bytes[to + at] = bytes[offset + at] as number;
  }

  #isEqual(a: number, b: number, length: number): boolean {
    for (let i = 0; i < length; i++) if (this.bytes[a + i] !== this.bytes[b + i]) return false;
    return true;
  }
}

function lengthOfIp(addressesAt: number): number {
  return addressesAt < 0 ? 16 : 4;
}
