import { copyPacket, keptBytesOf, type RawFrame } from '../../guest/packets.ts';
import { fillRaw } from '../../guest/raw-fill.ts';
import { AwaitedEnd, type SettledHandler } from '../../guest/settled-handler.ts';
import type { FrameWrite, Retained, RetainedWrite } from '../../netchannel/frame-write.ts';
import type { Window } from '../../wire/window.ts';

/** A frame that netback sends to the guest, given by what its fill function writes. */
export class ReceiveWrite implements FrameWrite, RetainedWrite {
  size = 0;
  tag = 0;
  keptBytes = 0;
  checksum = 0;
  #frame: RawFrame = { kind: 'raw', size: 0, returns: 0, writes: [] };
  readonly #handler: SettledHandler;

  /** @param handler - is told when a write that had to wait is over */
  constructor(handler: SettledHandler) {
    this.#handler = handler;
  }

  set(frame: RawFrame, tag: number): void {
    this.#frame = frame;
    this.size = frame.size;
    this.checksum = frame.checksum ?? 0;
    this.tag = tag;
  }

  fill(window: Window): number {
    return fillRaw(window, this.#frame);
  }

  retain(): RetainedWrite {
    const kept = new ReceiveWrite(this.#handler);
    const copy = copyPacket(this.#frame);
    if (copy.kind === 'raw') kept.set(copy, this.tag);
    kept.keptBytes = keptBytesOf(copy);
    return kept;
  }

  retainFinished(): Retained {
    return new AwaitedEnd(this.tag, this.#handler);
  }

  settled(error: Error | undefined): void {
    this.#handler(this.tag, error);
  }
}
