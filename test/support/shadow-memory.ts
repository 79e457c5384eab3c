import type { DeliveredFrame, NetchannelObserver } from '../../src/netchannel/observer.ts';
import { BLOCK_SIZE, MAX_BLOCKS } from '../../src/netchannel/shared-page-pool.ts';
import type { Window } from '../../src/wire/window.ts';
import { runsOf } from './ranges.ts';

/** Where one byte of a frame came from: which write (counted from 1), and its offset in that write. */
export interface ByteOrigin {
  write: number;
  offset: number;
}

/** A byte that nobody wrote since it was overwritten with a pattern. */
const PATTERNED: ByteOrigin = { write: 0, offset: 0 };
const PATTERN = 0x6b;

/** A stale byte of a frame. */
export interface StaleByte extends ByteOrigin {
  frame: number;
  at: number;
}

/**
 * The brute-force judge of the audit: one tag for every byte of the pool, no intervals, no sharing. It is
 * slow and simple, and has nothing in common with the audit but the events that both are told of.
 */
export class ShadowMemory implements NetchannelObserver {
  readonly stale: StaleByte[] = [];
  /** Bytes of frames that are the driver's pattern. */
  patterned = 0;
  /** Bytes of frames that nobody wrote since they were overwritten, and that hold something else than with what. */
  untrue = 0;
  /** Bytes of blocks that the driver said it overwrote. */
  cleaned = 0;
  /** Frame number of each write that became one. */
  readonly frameOfWrite = new Map<number, number>();
  /** Who each frame from the guest is for, by its number. */
  readonly recipients = new Map<number, string>();
  private readonly recipientOf: (frame: Uint8Array) => string;
  private readonly tags = Array.from({ length: MAX_BLOCKS }, () =>
    new Array<ByteOrigin | undefined>(BLOCK_SIZE).fill(undefined),
  );
  private readonly current = new Map<number, number>();
  private writes = 0;
  private frames = 0;

  /** @param recipientOf - tells who a frame is for */
  constructor(recipientOf: (frame: Uint8Array) => string = () => '') {
    this.recipientOf = recipientOf;
  }

  poolGrown(block: number): void {
    this.blockCleared(block);
    this.blockCleared(block + 1);
  }

  blockCleared(block: number): void {
    this.tags[block]?.fill(undefined);
  }

  blockCleaned(block: number, start: number, end: number, withPattern: boolean): void {
    this.tags[block]?.fill(withPattern ? PATTERNED : undefined, start, end);
    this.cleaned += end - start;
  }

  blockFilled(block: number, window: Window): void {
    this.current.set(block, ++this.writes);
    this.tagWritten(block, window);
  }

  fillFailed(block: number, window: Window): void {
    this.writes++;
    this.tagWritten(block, window);
  }

  blockCopied(block: number, bytes: number, frameOffset: number): void {
    if (frameOffset === 0) this.writes++;
    this.current.set(block, this.writes);
    for (let i = 0; i < bytes; i++) this.tag(block, i, { write: this.writes, offset: frameOffset + i });
  }

  receivePageFilled(): void {
    this.writes++;
  }

  delivered(frame: DeliveredFrame): void {
    this.frames++;
    if (frame.direction === 'rx') return;
    const { bytes, offset, length } = frame;
    this.recipients.set(this.frames, this.recipientOf(bytes.slice(offset, offset + length)));
    let at = 0;
    for (let i = frame.first; i < frame.end; i++) {
      const block = frame.messages.at(i).id;
      const write = this.current.get(block) ?? 0;
      this.frameOfWrite.set(write, this.frames);
      const size = frame.messages.fragmentSize(i, frame.first, frame.end);
      for (let byte = 0; byte < size; byte++, at++) {
        const origin = this.tags[block]?.[byte];
        if (origin === undefined && bytes[offset + at] !== 0) this.untrue++;
        if (origin === PATTERNED) {
          this.patterned++;
          if (bytes[offset + at] !== PATTERN) this.untrue++;
        }
        if (origin === undefined || origin === PATTERNED || origin.write === write) continue;
        this.stale.push({ frame: this.frames, at, ...origin });
      }
    }
  }

  withheld(): void {}
  refused(): void {}
  strayResponse(): void {}
  listenDied(): void {}

  private tagWritten(block: number, window: Window): void {
    for (const [start, end] of runsOf(window.footprint)) {
      for (let at = start; at < end; at++) this.tag(block, at, { write: this.writes, offset: at });
    }
  }

  private tag(block: number, at: number, origin: ByteOrigin): void {
    const tags = this.tags[block];
    if (tags !== undefined) tags[at] = origin;
  }
}
