import { UntaggedFrame } from '../../link-layer/untagged-frame.ts';
import { ETHERNET_SOURCE } from '../../wire/ethernet.ts';
import { FrameReader } from '../../wire/frame-reader.ts';
import { FrameLayout } from './frame-layout.ts';
import { hashOf } from './word-hash.ts';

/** How many frames are kept; a power of two. */
export const MOST_FRAMES = 1 << 16;

/** Of what is known of a frame, in words of 32 bits: the last two are its number, a double. */
const KNOWN = 8;
const KNOWN_BITS = 3;
const START = 0;
const LENGTH = 1;
const DECLARED_END = 2;
const LAYOUT = 3;
const ADDRESSES_AT = 4;
const PROTOCOL = 5;
const NUMBER = 6;

/** For addresses: nobody has asked for the layout of the frame yet. */
const NOT_READ = 0x7fffffff;

const IPV4_LENGTH = 4;
const IPV6_LENGTH = 16;

/** Up to here a loop over words is quicker than `set`, which needs a view of its own for every call. */
const LONGEST_LOOP = 96;

/** A stretch of a frame that was found to be old memory: its bytes are those of the frame that they came from. */
export interface Mark {
  start: number;
  end: number;
  origin: Origin;
}

const NO_MARKS: readonly Mark[] = [];

/** Where bytes of a frame were before. */
export interface Origin {
  /** Of the frame, in the history; it may be gone from there. */
  sequence: number;
  /** Of the frame, as Wireshark counts. */
  frame: number;
  /** What an offset in the frame that was found is moved by to be one in this frame. */
  shift: number;
  /** Who sent the frame: its MAC address, and its IP address if it is an IP packet, as `macAt` and `senderIpOf` have them. */
  senderMac: number;
  senderIp: number;
  /** Who it was meant for, and what it was. */
  recipient: string;
  flow: string;
}

/**
 * Memory that packets are read to one behind the other, and from its beginning again when it is full: what is in it stays
 * until it is read over.
 */
export interface ReadMemory {
  /** The memory lies in here, from `start` on. */
  readonly bytes: Uint8Array;
  /** The same bytes. */
  readonly view: DataView;
  readonly start: number;
  /** How many bytes behind the last packet may have been read over. */
  readonly ahead: number;
}

/**
 * The last frames of a capture, as far back as they fit: in two rings of one size, so that memory does not depend on how
 * long the capture is. A frame is known by its sequence number, from 0. Frames are left where they are read to, if that is
 * known to keep them long enough, or else copied.
 */
export class FrameHistory {
  bytes: Uint8Array;
  view: DataView;
  readonly #size: number;
  /** Where frames are left; undefined once one was elsewhere. */
  #readMemory: ReadMemory | undefined;
  /** What is known of each frame, side by side, so that a frame that is added touches few lines of the cache. */
  readonly #known = new Int32Array(MOST_FRAMES * KNOWN);
  readonly #numbers = new Float64Array(this.#known.buffer);
  readonly #marks = new Map<number, Mark[]>();
  readonly #reader = new FrameReader();
  readonly #untagged = new UntaggedFrame();
  readonly #layout = new FrameLayout();
  /** The first frame that is still here, and where it begins. */
  #oldest = 0;
  #oldestStart = 0;
  #next = 0;
  /** Where the next frame is put. */
  #end = 0;

  /**
   * @param size - how many bytes of frames are kept where they have to be copied; the longest frame has to fit
   * @param readMemory - where the frames are that will be added
   */
  constructor(size: number, readMemory?: ReadMemory) {
    this.#size = size;
    this.#readMemory = readMemory;
    this.bytes = readMemory?.bytes ?? new Uint8Array(size);
    this.view = readMemory?.view ?? new DataView(this.bytes.buffer);
    this.#end = readMemory?.start ?? 0;
    this.#oldestStart = this.#end;
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
   * @param bytes - the frame, which has an Ethernet header, is in there, from `offset` on
   * @param declaredEnd - where in the frame what its packet declares ends; its length if nothing declares that
   * @returns its sequence number
   */
  add(
    number: number,
    bytes: Uint8Array,
    view: DataView,
    offset: number,
    length: number,
    declaredEnd: number,
  ): number {
    const sequence = this.#next++;
    const readMemory = this.#readMemory;
    const isRead = readMemory !== undefined && bytes === readMemory.bytes && offset >= readMemory.start;
    if (readMemory !== undefined && !isRead) this.#leaveReadMemory();
    const start = isRead
      ? this.#leaveAt(offset, length, readMemory.ahead)
      : this.#makeRoom(Math.min(length, this.#size));
    const known = this.#known;
    const place = placeOf(sequence);
    known[place + START] = start;
    if (this.#oldest === sequence) this.#oldestStart = start;
    known[place + LENGTH] = length;
    known[place + DECLARED_END] = declaredEnd;
    known[place + ADDRESSES_AT] = NOT_READ;
    this.#numbers[(place + NUMBER) >> 1] = number;
    if (!isRead) this.#copy(bytes, view, offset, length, start);
    return sequence;
  }

  /** Sets what the layout of a frame is, where that is known before somebody asks for it. */
  setLayout(sequence: number, { kind, addresses, protocol }: FrameLayout): void {
    const known = this.#known;
    const place = placeOf(sequence);
    known[place + LAYOUT] = kind;
    known[place + ADDRESSES_AT] = addresses;
    known[place + PROTOCOL] = protocol;
  }

  isHere(sequence: number): boolean {
    return sequence >= this.#oldest && sequence < this.#next;
  }

  /** @returns the index in `bytes` of the first byte of a frame that is here */
  startOf(sequence: number): number {
    return this.#known[placeOf(sequence) + START] as number;
  }

  lengthOf(sequence: number): number {
    return this.#known[placeOf(sequence) + LENGTH] as number;
  }

  /** @returns the offset in the frame where what its packet declares ends */
  declaredEndOf(sequence: number): number {
    return this.#known[placeOf(sequence) + DECLARED_END] as number;
  }

  numberOf(sequence: number): number {
    return this.#numbers[(placeOf(sequence) + NUMBER) >> 1] as number;
  }

  /** Whether two frames have the same headers in the same places, so that they may be alike for a good reason. */
  isAlike(a: number, b: number): boolean {
    return this.#known[this.#readPlaceOf(a) + LAYOUT] === this.#known[this.#readPlaceOf(b) + LAYOUT];
  }

  /** Whether two frames are of one EtherType and IP protocol, however long their headers are. */
  isSameProtocol(a: number, b: number): boolean {
    return this.#known[this.#readPlaceOf(a) + PROTOCOL] === this.#known[this.#readPlaceOf(b) + PROTOCOL];
  }

  /** Whether two frames are meant for the same: by their IP addresses, where both have some of one kind, or else MAC addresses. */
  haveSameRecipient(a: number, b: number): boolean {
    const atA = this.#known[this.#readPlaceOf(a) + ADDRESSES_AT] as number;
    const atB = this.#known[this.#readPlaceOf(b) + ADDRESSES_AT] as number;
    const ipLength = lengthOfBoth(atA, atB);
    if (ipLength === 0) return this.isEqual(this.startOf(a), this.startOf(b), ETHERNET_SOURCE);
    return this.isEqual(this.startOf(a) + Math.abs(atA), this.startOf(b) + Math.abs(atB), ipLength);
  }

  /** Whether two frames have the same MAC address for who sent them. */
  haveSameSender(a: number, b: number): boolean {
    return this.isEqual(
      this.startOf(a) + ETHERNET_SOURCE,
      this.startOf(b) + ETHERNET_SOURCE,
      ETHERNET_SOURCE,
    );
  }

  /** @returns a MAC address of a frame as a number. @param at - its offset in the frame */
  macAt(sequence: number, at: number): number {
    const start = this.startOf(sequence) + at;
    return this.view.getUint16(start) * 2 ** 32 + this.view.getUint32(start + 2);
  }

  /** @returns the IP address of who sent a frame as a number, of an IPv6 address a hash; 0 if it is no IP packet */
  senderIpOf(sequence: number): number {
    const at = this.#known[this.#readPlaceOf(sequence) + ADDRESSES_AT] as number;
    // It is in front of the recipient's.
    return at === 0 ? 0 : this.#ipAt(sequence, at < 0 ? at + IPV6_LENGTH : at - IPV4_LENGTH);
  }

  /** The same of whom it is meant for. */
  recipientIpOf(sequence: number): number {
    const at = this.#known[this.#readPlaceOf(sequence) + ADDRESSES_AT] as number;
    return at === 0 ? 0 : this.#ipAt(sequence, at);
  }

  /** @param at - as of a layout's addresses */
  #ipAt(sequence: number, at: number): number {
    const start = this.startOf(sequence) + Math.abs(at);
    if (at > 0) return this.view.getUint32(start);
    let hash = IPV6_LENGTH;
    for (let i = 0; i < IPV6_LENGTH; i += 4) hash = hashOf(this.view.getInt32(start + i), hash);
    return hash;
  }

  /** @returns the offset in a frame where the payload begins, as its layout has it */
  payloadOf(sequence: number): number {
    const place = this.#readPlaceOf(sequence);
    return (this.#known[place + LAYOUT] as number) ^ (this.#known[place + PROTOCOL] as number);
  }

  /** What was found in a frame, where its bytes are those of another. */
  mark(sequence: number, mark: Mark): void {
    const marks = this.#marks.get(sequence);
    if (marks === undefined) this.#marks.set(sequence, [mark]);
    else marks.push(mark);
  }

  marksOf(sequence: number): readonly Mark[] {
    return this.#marks.get(sequence) ?? NO_MARKS;
  }

  /** @returns where what is known of a frame begins, its layout among it: few frames are asked for that */
  #readPlaceOf(sequence: number): number {
    const place = placeOf(sequence);
    if (this.#known[place + ADDRESSES_AT] !== NOT_READ) return place;
    const { bytes, view } = this;
    this.#untagged.readBy(this.#reader, bytes, view, this.startOf(sequence), this.lengthOf(sequence));
    this.#layout.read(this.#reader, this.#untagged.tagsLength);
    this.setLayout(sequence, this.#layout);
    return place;
  }

  /** Forgets what was read over when a frame was read to an offset. @returns the offset */
  #leaveAt(offset: number, length: number, ahead: number): number {
    // Those behind are older than all in front.
    if (offset < this.#end) this.#forgetUpTo(this.bytes.length, this.#end);
    this.#end = offset + length;
    this.#forgetUpTo(this.#end + ahead, offset);
    if (this.#next - this.#oldest > MOST_FRAMES) this.#forgetOldest();
    return offset;
  }

  /** Forgets all that is there: the frame that is being added is elsewhere, and so may be all that follow. */
  #leaveReadMemory(): void {
    this.#readMemory = undefined;
    this.bytes = new Uint8Array(this.#size);
    this.view = new DataView(this.bytes.buffer);
    this.#marks.clear();
    this.#oldest = this.#next - 1;
    this.#oldestStart = 0;
    this.#end = 0;
  }

  /** @returns where a frame of so many bytes fits, all frames that lay there being forgotten */
  #makeRoom(length: number): number {
    if (this.#end + length > this.#size) {
      // Those behind are older than all in front.
      this.#forgetUpTo(this.#size, this.#end);
      this.#end = 0;
    }
    const start = this.#end;
    this.#end += length;
    this.#forgetUpTo(this.#end, start);
    if (this.#next - this.#oldest > MOST_FRAMES) this.#forgetOldest();
    return start;
  }

  /** Forgets the oldest frames that begin in a stretch of `bytes`, the one that is being added left out. */
  #forgetUpTo(end: number, start: number): void {
    while (this.#oldestStart >= start && this.#oldestStart < end && this.#oldest < this.#next - 1)
      this.#forgetOldest();
  }

  #forgetOldest(): void {
    if (this.#marks.size > 0) this.#marks.delete(this.#oldest);
    this.#oldest++;
    this.#oldestStart = this.startOf(this.#oldest);
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

  /** Whether two stretches of `bytes` are equal. */
  isEqual(a: number, b: number, length: number): boolean {
    return this.equalFrom(a, b, length) === length;
  }

  /** @returns how many bytes, `most` at most, are equal from two indices in `bytes` on */
  equalFrom(a: number, b: number, most: number): number {
    const { bytes, view } = this;
    let i = 0;
    while (i + 4 <= most && view.getInt32(a + i) === view.getInt32(b + i)) i += 4;
    while (i < most && bytes[a + i] === bytes[b + i]) i++;
    return i;
  }

  /** @returns how many bytes, `most` at most, are equal in front of two indices in `bytes` */
  equalBefore(a: number, b: number, most: number): number {
    const { bytes, view } = this;
    let i = 0;
    while (i + 4 <= most && view.getInt32(a - i - 4) === view.getInt32(b - i - 4)) i += 4;
    while (i < most && bytes[a - i - 1] === bytes[b - i - 1]) i++;
    return i;
  }
}

/** @returns where in `#known` what is known of a frame begins */
function placeOf(sequence: number): number {
  return (sequence & (MOST_FRAMES - 1)) << KNOWN_BITS;
}

/** @returns how long the IP addresses of two frames are; 0 unless both have some of one kind */
function lengthOfBoth(atA: number, atB: number): number {
  if (atA === 0 || atB === 0 || atA < 0 !== atB < 0) return 0;
  return atA < 0 ? IPV6_LENGTH : IPV4_LENGTH;
}
