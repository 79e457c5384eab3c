import { copyPacket, type RawFrame } from '../../guest/packets.ts';
import { fillRaw } from '../../guest/raw-fill.ts';
import type { FrameWrite } from '../../netchannel/frame-write.ts';
import type { Window } from '../../wire/window.ts';

/** A frame that netback sends to the guest, given by what its fill function writes. */
export class ReceiveWrite implements FrameWrite {
  size = 0;
  tag = 0;
  private frame: RawFrame = { kind: 'raw', size: 0, returns: 0, writes: [] };
  private readonly handler: (tag: number, error: Error | undefined) => void;

  /** @param handler - is told when a write that had to wait is over */
  constructor(handler: (tag: number, error: Error | undefined) => void) {
    this.handler = handler;
  }

  set(frame: RawFrame, tag: number): void {
    this.frame = frame;
    this.size = frame.size;
    this.tag = tag;
  }

  fill(window: Window): number {
    return fillRaw(window, this.frame);
  }

  retain(): FrameWrite {
    const kept = new ReceiveWrite(this.handler);
    const copy = copyPacket(this.frame);
    if (copy.kind === 'raw') kept.set(copy, this.tag);
    return kept;
  }

  settled(error: Error | undefined): void {
    this.handler(this.tag, error);
  }
}
