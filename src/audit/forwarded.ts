import type { Flow } from '../wire/flow.ts';
import type { LeakHop, StaleSource } from './findings.ts';

/** Old bytes that go on in a frame, one after the other, all of one write. */
export interface PassedStretch {
  /** Offset of the first byte in the frame that is sent. */
  start: number;
  /** One past the last byte. */
  end: number;
  /** Where they are from; its offset is that of the byte at `start`. */
  source: StaleSource;
  /** Of that write: it tells who the bytes were meant for. */
  flow: Readonly<Flow>;
}

/** What a firewall's frame has from the one that it was made of. */
export interface Forwarded {
  /** The step that the incoming frame is of. */
  step: number;
  /** Number of that frame, and the channel that it came over. */
  number: number;
  channel: string;
  /** Old bytes of that frame that it copies, in their order. */
  passed: readonly PassedStretch[];
  /** Where these bytes have been so far, for who reads of the leak; undefined if nobody does. */
  way: LeakHop[] | undefined;
}

/** From this tag on writes are forwarded frames; tags below it are steps. */
const FIRST_TAG = 2 ** 30;

/** So many tags there are; more writes than that can never wait. */
const TAGS = 2 ** 29;

/** The frames that a firewall has been asked to send and that are not written yet, by the tags of their writes. */
export class Forwardings {
  readonly #byTag = new Map<number, Forwarded>();
  #next = 0;

  /** @returns the tag of the write, until it has ended */
  begin(forwarded: Forwarded): number {
    const tag = FIRST_TAG + this.#next;
    this.#next = (this.#next + 1) % TAGS;
    this.#byTag.set(tag, forwarded);
    return tag;
  }

  /** @returns undefined for the write of a step */
  of(tag: number): Forwarded | undefined {
    return tag < FIRST_TAG ? undefined : this.#byTag.get(tag);
  }

  /** The write is done, or has failed. @returns what it was of */
  end(tag: number): Forwarded | undefined {
    const forwarded = this.#byTag.get(tag);
    this.#byTag.delete(tag);
    return forwarded;
  }
}
