import type { RawFrame } from '../../src/guest/packets.ts';
import { fillRaw } from '../../src/guest/raw-fill.ts';
import type { FrameWrite, RetainedWrite } from '../../src/netchannel/frame-write.ts';
import type { Window } from '../../src/wire/window.ts';

/** A frame from netback, filled by a list of writes. */
export class RxWrite implements FrameWrite, RetainedWrite {
  readonly keptBytes = 0;
  readonly size: number;
  readonly tag: number;
  private readonly frame: RawFrame;
  private readonly handler: (tag: number, error: Error | undefined) => void;
  private readonly filled: (tag: number) => void;

  /** @param filled - is told when the frame has been filled */
  constructor(
    frame: RawFrame,
    tag: number,
    handler: (tag: number, error: Error | undefined) => void,
    filled: (tag: number) => void,
  ) {
    this.filled = filled;
    this.frame = frame;
    this.size = frame.size;
    this.tag = tag;
    this.handler = handler;
  }

  fill(window: Window): number {
    const length = fillRaw(window, this.frame);
    if (length <= this.size) this.filled(this.tag);
    return length;
  }

  retain(): RetainedWrite {
    return this;
  }

  retainFinished(): RetainedWrite {
    return this;
  }

  settled(error: Error | undefined): void {
    this.handler(this.tag, error);
  }
}
