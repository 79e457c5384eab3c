import { fillChecked } from '../../netchannel/checked-fill.ts';
import { FrameBuffer } from '../../netchannel/frame-buffer.ts';
import type { FrameWrite, FrameWriter } from '../../netchannel/frame-write.ts';
import { ORDINARY_MEMORY } from '../../simd/arena.ts';
import { type ByteRange, NO_BYTES } from '../../wire/bytes.ts';
import { Window } from '../../wire/window.ts';

/**
 * Finishes each frame in a zeroed buffer as big as its writer announced, before netback sees it, as the network card
 * of another machine would. So a peer's frames are right whatever netback does with pages.
 */
export class PeerWriter implements FrameWriter {
  private readonly netback: FrameWriter;
  private readonly finished = new FinishedWrite();
  private readonly buffer: FrameBuffer;

  /** @param arena - that lends it memory. Ordinary memory if absent */
  constructor(netback: FrameWriter, arena = ORDINARY_MEMORY) {
    this.netback = netback;
    this.buffer = new FrameBuffer(arena);
  }

  write(frame: FrameWrite): boolean {
    this.finished.finish(frame, this.buffer);
    return this.netback.write(this.finished);
  }
}

/** A frame whose bytes are known, written where its writer wrote. */
class FinishedWrite implements FrameWrite {
  size = 0;
  tag = 0;
  private readonly window = new Window();
  private readonly frame: ByteRange = { ...NO_BYTES };
  private origin: FrameWrite | undefined;

  /** @throws what the frame's fill function throws */
  finish(frame: FrameWrite, buffer: FrameBuffer): void {
    const { window } = this;
    buffer.clear(frame.size);
    window.bind(buffer.bytes, buffer.view, buffer.start, frame.size, false);
    this.size = fillChecked(frame, window);
    this.tag = frame.tag;
    this.origin = frame;
  }

  fill(target: Window): number {
    const { footprint, bytes, start, marks } = this.window;
    const { frame } = this;
    frame.bytes = bytes;
    frame.offset = start;
    frame.length = this.size;
    frame.marks = marks;
    const { runs } = footprint;
    for (let i = 0; i < runs.length; i += 2) {
      const from = runs[i] as number;
      const to = Math.min(runs[i + 1] as number, this.size);
      if (from < to) target.setRange(from, frame, from, to - from);
    }
    return this.size;
  }

  retain(): FrameWrite {
    const kept = new FinishedWrite();
    const { bytes, start, footprint, marks } = this.window;
    const copy = bytes.slice(start, start + this.size);
    kept.window.bind(copy, new DataView(copy.buffer), 0, this.size, false);
    kept.window.footprint = footprint;
    kept.window.marks.addFrom(marks, 0, this.size, 0);
    kept.size = this.size;
    kept.tag = this.tag;
    kept.origin = this.origin?.retain();
    return kept;
  }

  settled(error: Error | undefined): void {
    this.origin?.settled(error);
  }
}
