import type { SecretMarks } from '../wire/secret-marks.ts';
import type { Window } from '../wire/window.ts';
import type { MessageBatch } from './messages.ts';
import type { FinishedFrame } from './private-buffer.ts';

/** An end of the channel. */
export type EndName = 'netback' | 'netfront';

/** A frame that came out at the other end. The object is reused: read it now, keep nothing of it. */
export interface DeliveredFrame {
  /** tx: from netfront to netback. */
  direction: 'tx' | 'rx';
  bytes: Uint8Array;
  view: DataView;
  /** Offset in `bytes` of the frame's first byte. */
  offset: number;
  length: number;
  /** TX requests or RX responses that the frame was in: those from `first` up to, not including, `end`. */
  messages: MessageBatch;
  first: number;
  end: number;
}

/**
 * Watches a netchannel. Every method is called right after what it tells of; none may call back into the
 * device. Blocks are named by their id in the pool.
 */
export interface NetchannelObserver {
  /**
   * The pool got a fresh, zeroed page: blocks `block` and `block + 1`.
   * @param gref - the grant reference of the page, by which requests name both
   */
  poolGrown(block: number, gref: number): void;
  /** The driver zeroed the block. */
  blockCleared(block: number): void;
  /**
   * A writer filled the block itself.
   * @param length - of the frame
   */
  blockFilled(block: number, window: Window, length: number, tag: number): void;
  /** A writer failed after it may have written to the block. Nothing is sent. */
  fillFailed(block: number, window: Window, tag: number): void;
  /**
   * Part of a frame that was written elsewhere was copied to the start of the block.
   * @param frameOffset - of the part in the frame
   * @param frame - the whole frame; keep nothing of it
   */
  blockCopied(
    block: number,
    bytes: number,
    frameOffset: number,
    frame: Readonly<FinishedFrame>,
    tag: number,
  ): void;
  /**
   * Netback put a frame into receive pages.
   * @param id - of the first page
   * @param written - of the frame's bytes, how many its writer wrote
   * @param marks - which of them are secret
   * @param memory - in which the whole frame lies
   * @param offset - there, of its first byte
   */
  receivePageFilled(
    id: number,
    length: number,
    written: number,
    tag: number,
    marks: Readonly<SecretMarks>,
    memory: Uint8Array,
    offset: number,
  ): void;
  /** Netback answered the request for a block with another status than OKAY. */
  refused(block: number, status: number): void;
  /** A TX response came for an id that nobody waits for; it is dropped. */
  strayResponse(id: number): void;
  /** A frame reached the other side. */
  delivered(frame: DeliveredFrame): void;
  /** Netback took a frame off the TX ring and refuses a request of it: nobody gets the frame. */
  withheld(frame: DeliveredFrame): void;
  /** The listen loop of an end met a message that it cannot take, and ended. */
  listenDied(end: EndName, error: Error): void;
  /**
   * The driver overwrote the bytes of the block from `start` up to, not including, `end`.
   * @param withPattern - with one by which old memory is known; else with zeros
   */
  blockCleaned?(block: number, start: number, end: number, withPattern: boolean): void;
  /** The block is free again. @param status - that its request was answered with; 0 if its writer failed */
  blockReleased?(block: number, status: number): void;
  /** The block is in another page than before, of this grant reference. */
  blockMoved?(block: number, gref: number): void;
  /** An end noted something in its log, which stops nothing. */
  logged?(end: EndName, level: 'warning' | 'error', text: string): void;
  /** Something was thrown in an end that nobody caught: a unikernel ends with that. */
  escaped?(end: EndName, text: string): void;
}

/** Passes on what a netchannel tells to several, in their order, each as far as it wants to hear of it. */
class Observers implements NetchannelObserver {
  /** Only there if somebody hears of it. */
  readonly blockReleased?: (block: number, status: number) => void;
  private readonly all: readonly Partial<NetchannelObserver>[];

  constructor(all: readonly Partial<NetchannelObserver>[]) {
    this.all = all;
    if (all.some((each) => each.blockReleased !== undefined)) {
      this.blockReleased = (block, status) => {
        for (const each of all) each.blockReleased?.(block, status);
      };
    }
  }

  poolGrown(block: number, gref: number): void {
    for (const each of this.all) each.poolGrown?.(block, gref);
  }

  blockCleared(block: number): void {
    for (const each of this.all) each.blockCleared?.(block);
  }

  blockFilled(block: number, window: Window, length: number, tag: number): void {
    for (const each of this.all) each.blockFilled?.(block, window, length, tag);
  }

  fillFailed(block: number, window: Window, tag: number): void {
    for (const each of this.all) each.fillFailed?.(block, window, tag);
  }

  blockCopied(
    block: number,
    bytes: number,
    frameOffset: number,
    frame: Readonly<FinishedFrame>,
    tag: number,
  ): void {
    for (const each of this.all) each.blockCopied?.(block, bytes, frameOffset, frame, tag);
  }

  receivePageFilled(
    id: number,
    length: number,
    written: number,
    tag: number,
    marks: Readonly<SecretMarks>,
    memory: Uint8Array,
    offset: number,
  ): void {
    for (const each of this.all) {
      each.receivePageFilled?.(id, length, written, tag, marks, memory, offset);
    }
  }

  refused(block: number, status: number): void {
    for (const each of this.all) each.refused?.(block, status);
  }

  strayResponse(id: number): void {
    for (const each of this.all) each.strayResponse?.(id);
  }

  delivered(frame: DeliveredFrame): void {
    for (const each of this.all) each.delivered?.(frame);
  }

  withheld(frame: DeliveredFrame): void {
    for (const each of this.all) each.withheld?.(frame);
  }

  listenDied(end: EndName, error: Error): void {
    for (const each of this.all) each.listenDied?.(end, error);
  }

  blockCleaned(block: number, start: number, end: number, withPattern: boolean): void {
    for (const each of this.all) each.blockCleaned?.(block, start, end, withPattern);
  }

  blockMoved(block: number, gref: number): void {
    for (const each of this.all) each.blockMoved?.(block, gref);
  }

  logged(end: EndName, level: 'warning' | 'error', text: string): void {
    for (const each of this.all) each.logged?.(end, level, text);
  }

  escaped(end: EndName, text: string): void {
    for (const each of this.all) each.escaped?.(end, text);
  }
}

/** What an observer has to hear, but for what it may leave out. */
const EVENTS = Object.getOwnPropertyNames(Observers.prototype).filter(
  (name) => !['constructor', 'blockCleaned', 'blockMoved', 'logged', 'escaped'].includes(name),
) as (keyof NetchannelObserver)[];

/** @returns an observer that tells each of `observers` what it wants to hear of: the only one itself if that is all */
export function tellAll(observers: readonly Partial<NetchannelObserver>[]): NetchannelObserver {
  const [only] = observers;
  return observers.length === 1 && only !== undefined && hearsAll(only) ? only : new Observers(observers);
}

function hearsAll(observer: Partial<NetchannelObserver>): observer is NetchannelObserver {
  return EVENTS.every((name) => observer[name] !== undefined);
}
