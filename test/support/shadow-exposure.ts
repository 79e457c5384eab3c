import type { DeliveredFrame, NetchannelObserver } from '../../src/netchannel/observer.ts';
import { BLOCK_SIZE, MAX_BLOCKS } from '../../src/netchannel/shared-page-pool.ts';
import type { Window } from '../../src/wire/window.ts';
import { runsOf } from './ranges.ts';

export interface ExpectedExposure {
  bytes: number;
  neverSent: number;
  /** Undefined if some of it is of a write that is no frame, at least not yet. */
  crossRecipient: number | undefined;
}

/** The brute-force judge of exposed bytes: one entry for every byte of the pool, and no intervals. */
export class ShadowExposure implements Partial<NetchannelObserver> {
  /** What was exposed beside each frame from the guest. */
  readonly found: ExpectedExposure[] = [];
  readonly #isGranted: (block: number) => boolean;
  readonly #recipientOf: (frame: Uint8Array) => string;
  /** For every byte of the pool, the write that put it there, from 1; 0 if nobody did since it was overwritten. */
  readonly #write = new Uint32Array(MAX_BLOCKS * BLOCK_SIZE);
  /** And whether netback has been told of it as it is. */
  readonly #seen = new Uint8Array(MAX_BLOCKS * BLOCK_SIZE);
  /** Whom the frame of each write was for. */
  readonly #recipients = new Map<number, string>();
  readonly #current = new Map<number, number>();
  /** By block, how many bytes a request tells of that is out. */
  readonly #announced = new Map<number, number>();
  #writes = 0;

  constructor(isGranted: (block: number) => boolean, recipientOf: (frame: Uint8Array) => string) {
    this.#isGranted = isGranted;
    this.#recipientOf = recipientOf;
  }

  poolGrown(block: number): void {
    this.blockCleared(block);
    this.blockCleared(block + 1);
  }

  blockCleared(block: number): void {
    this.#put(block, 0, BLOCK_SIZE, 0);
  }

  blockCleaned(block: number, start: number, end: number): void {
    this.#put(block, start, end, 0);
  }

  blockFilled(block: number, window: Window, length: number): void {
    this.#current.set(block, ++this.#writes);
    this.#announced.set(block, length);
    for (const [start, end] of runsOf(window.footprint)) this.#put(block, start, end, this.#writes);
  }

  fillFailed(block: number, window: Window): void {
    this.#writes++;
    for (const [start, end] of runsOf(window.footprint)) this.#put(block, start, end, this.#writes);
  }

  blockCopied(block: number, bytes: number, frameOffset: number): void {
    if (frameOffset === 0) this.#writes++;
    this.#current.set(block, this.#writes);
    this.#announced.set(block, bytes);
    this.#put(block, 0, bytes, this.#writes);
  }

  receivePageFilled(): void {
    this.#writes++;
  }

  delivered({ direction, bytes, offset, length, messages, first, end }: DeliveredFrame): void {
    if (direction === 'rx') return;
    const recipient = this.#recipientOf(bytes.slice(offset, offset + length));
    for (let i = first; i < end; i++) {
      const { id } = messages.at(i);
      this.#recipients.set(this.#current.get(id) ?? 0, recipient);
      const size = messages.fragmentSize(i, first, end);
      this.#seen.fill(1, id * BLOCK_SIZE, id * BLOCK_SIZE + size);
    }
    const expected: ExpectedExposure = { bytes: 0, neverSent: 0, crossRecipient: 0 };
    for (let block = 0; block < MAX_BLOCKS; block++) {
      if (!this.#isGranted(block)) continue;
      for (let at = this.#announced.get(block) ?? 0; at < BLOCK_SIZE; at++) {
        const write = this.#write[block * BLOCK_SIZE + at] as number;
        if (write === 0) continue;
        expected.bytes++;
        if (this.#seen[block * BLOCK_SIZE + at] === 0) expected.neverSent++;
        const owner = this.#recipients.get(write);
        if (owner === undefined || expected.crossRecipient === undefined) expected.crossRecipient = undefined;
        else if (owner !== recipient) expected.crossRecipient++;
      }
    }
    this.found.push(expected);
    for (let i = first; i < end; i++) this.#announced.delete(messages.at(i).id);
  }

  #put(block: number, start: number, end: number, write: number): void {
    this.#write.fill(write, block * BLOCK_SIZE + start, block * BLOCK_SIZE + end);
    this.#seen.fill(0, block * BLOCK_SIZE + start, block * BLOCK_SIZE + end);
  }
}
