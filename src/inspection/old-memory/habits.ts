import type { PaddingHabit, SenderHabits } from './result.ts';

/** Senders are numbers below this; the last one stands for all others. */
const SENDERS = 1025;

/** How much of a padding is compared with that of other frames. */
const COMPARED = 16;

const FRAMES = 0;
const SHORT = 1;
const ZERO_PADDED = 2;
const OTHER_PADDED = 3;
const EARLIER_PADDED = 4;
const POISON_PADDED = 5;
const STALE_FRAMES = 6;
const STALE_BYTES = 7;
const CROSS_BYTES = 8;
const POISON_FRAMES = 9;
const KERNEL_POINTERS = 10;
const MOST_TELLING = 11;
const MOST_WEIGHT = 12;
const COUNTS = 13;

/** What was found in a frame. */
export interface InFrame {
  /** Bytes of earlier frames, and those of them that were meant for somebody else. */
  stale: number;
  cross: number;
  /** Bytes of values that memory is filled with. */
  poison: number;
  pointers: number;
}

/** How much a byte says: more than all that says less in a frame. */
const WEIGHT = 65_536;
const POINTER_BYTES = 8;
/** Of a frame that shows only that paddings are not the same. */
const LEAST_WEIGHT = 0.5;

/** How each sender of a capture pads its frames, in arrays of one size: nothing is allocated per frame. */
export class Habits {
  readonly #counts = new Float64Array(SENDERS * COUNTS);
  /** The beginning of the first padding that was not zero, and how much of it there was. */
  readonly #firsts = new Uint8Array(SENDERS * COMPARED);
  readonly #firstLengths = new Uint8Array(SENDERS);
  /** Whether some padding was another one. */
  readonly #varies = new Uint8Array(SENDERS);

  /** @param short - whether it is shorter than its link wants, and all of it is there */
  noteFrame(sender: number, short: boolean): void {
    this.#add(sender, FRAMES, 1);
    if (short) this.#add(sender, SHORT, 1);
  }

  noteZeroPadding(sender: number): void {
    this.#add(sender, ZERO_PADDED, 1);
  }

  /** Notes padding that is not zero. @param frame - as Wireshark counts @param at - index of the padding in `bytes` */
  notePadding(
    sender: number,
    frame: number,
    bytes: Uint8Array,
    at: number,
    length: number,
    kind: 'earlier' | 'poison' | 'other',
  ): void {
    this.#add(sender, OTHER_PADDED, 1);
    if (kind === 'earlier') this.#add(sender, EARLIER_PADDED, 1);
    if (kind === 'poison') this.#add(sender, POISON_PADDED, 1);
    if (this.#varies[sender] === 1) return;
    const first = sender * COMPARED;
    const compared = Math.min(length, COMPARED);
    if (this.#firstLengths[sender] === 0) {
      this.#firstLengths[sender] = compared;
      for (let i = 0; i < compared; i++) this.#firsts[first + i] = bytes[at + i] as number;
      return;
    }
    const both = Math.min(compared, this.#firstLengths[sender] as number);
    for (let i = 0; i < both; i++) {
      if (this.#firsts[first + i] !== bytes[at + i]) this.#varies[sender] = 1;
    }
    if (this.#varies[sender] === 1) this.#weigh(sender, frame, LEAST_WEIGHT);
  }

  /** Notes a frame in which something was found. @param frame - as Wireshark counts */
  noteFound(sender: number, frame: number, { stale, cross, poison, pointers }: InFrame): void {
    if (stale > 0) this.#add(sender, STALE_FRAMES, 1);
    this.#add(sender, STALE_BYTES, stale);
    this.#add(sender, CROSS_BYTES, cross);
    if (poison > 0) this.#add(sender, POISON_FRAMES, 1);
    this.#add(sender, KERNEL_POINTERS, pointers);
    this.#weigh(sender, frame, (cross * WEIGHT + stale) * WEIGHT + poison + POINTER_BYTES * pointers);
  }

  /** The first of those that say most is told. */
  #weigh(sender: number, frame: number, weight: number): void {
    if (weight <= this.#count(sender, MOST_WEIGHT)) return;
    this.#counts[sender * COUNTS + MOST_WEIGHT] = weight;
    this.#counts[sender * COUNTS + MOST_TELLING] = frame;
  }

  /** @returns those who sent something, the most telling first. @param addressOf - the address of a sender */
  list(addressOf: (sender: number) => string | null): SenderHabits[] {
    const all: SenderHabits[] = [];
    for (let sender = 0; sender < SENDERS; sender++) {
      if (this.#count(sender, FRAMES) > 0) all.push(this.#habitsOf(sender, addressOf(sender)));
    }
    return all.sort((a, b) => rank(a) - rank(b) || b.staleBytes - a.staleBytes || b.frames - a.frames);
  }

  #habitsOf(sender: number, address: string | null): SenderHabits {
    return {
      address,
      padding: this.#paddingOf(sender),
      frames: this.#count(sender, FRAMES),
      shortFrames: this.#count(sender, SHORT),
      zeroPadded: this.#count(sender, ZERO_PADDED),
      otherPadded: this.#count(sender, OTHER_PADDED),
      earlierPadded: this.#count(sender, EARLIER_PADDED),
      poisonPadded: this.#count(sender, POISON_PADDED),
      staleFrames: this.#count(sender, STALE_FRAMES),
      staleBytes: this.#count(sender, STALE_BYTES),
      crossRecipientBytes: this.#count(sender, CROSS_BYTES),
      poisonFrames: this.#count(sender, POISON_FRAMES),
      kernelPointers: this.#count(sender, KERNEL_POINTERS),
      mostTelling: this.#count(sender, MOST_TELLING),
    };
  }

  #paddingOf(sender: number): PaddingHabit {
    if (this.#count(sender, EARLIER_PADDED) > 0) return 'earlier-frames';
    if (this.#count(sender, POISON_PADDED) > 0) return 'poison';
    if (this.#count(sender, OTHER_PADDED) > 0) return this.#varies[sender] === 1 ? 'varying' : 'constant';
    if (this.#count(sender, ZERO_PADDED) > 0) return 'zeros';
    return this.#count(sender, SHORT) > 0 ? 'unpadded' : 'none';
  }

  #add(sender: number, count: number, value: number): void {
    const at = sender * COUNTS + count;
    this.#counts[at] = (this.#counts[at] as number) + value;
  }

  #count(sender: number, count: number): number {
    return this.#counts[sender * COUNTS + count] as number;
  }
}

const RANKS: readonly PaddingHabit[] = [
  'earlier-frames',
  'poison',
  'varying',
  'constant',
  'zeros',
  'unpadded',
  'none',
];

function rank({ padding, staleBytes, poisonFrames, kernelPointers }: SenderHabits): number {
  if (staleBytes > 0) return -1;
  return RANKS.indexOf(poisonFrames + kernelPointers > 0 ? 'poison' : padding);
}
