import { fillChecked } from '../netchannel/checked-fill.ts';
import type { FrameWrite, FrameWriter } from '../netchannel/frame-write.ts';
import type { ByteRange } from '../wire/bytes.ts';
import { Window } from '../wire/window.ts';

/**
 * Finishes each frame in a zeroed buffer as big as its writer announced, before netback sees it, as the network card
 * of another machine would. So a peer's frames are right whatever netback does with pages.
 */
export class PeerWriter implements FrameWriter {
  private readonly netback: FrameWriter;
  private readonly finished = new FinishedWrite();

  constructor(netback: FrameWriter) {
    this.netback = netback;
  }

  write(frame: FrameWrite): boolean {
    this.finished.finish(frame);
    return this.netback.write(this.finished);
  }
}

/** A frame whose bytes are known, written where its writer wrote. */
class FinishedWrite implements FrameWrite {
  size = 0;
  tag = 0;
  private readonly window = new Window();
  private readonly frame: ByteRange = { bytes: this.window.bytes, offset: 0, length: 0 };
  private origin: FrameWrite | undefined;

  /** @throws what the frame's fill function throws */
  finish(frame: FrameWrite): void {
    const { window } = this;
    let { bytes, view } = window;
    if (bytes.length < frame.size) {
      bytes = new Uint8Array(frame.size);
      view = new DataView(bytes.buffer);
    } else {
      bytes.fill(0, 0, frame.size);
    }
    window.bind(bytes, view, 0, frame.size, false);
    this.size = fillChecked(frame, window);
    this.tag = frame.tag;
    this.origin = frame;
  }

  fill(target: Window): number {
    const { footprint, bytes, marks } = this.window;
    const { frame } = this;
    frame.bytes = bytes;
    frame.length = this.size;
    frame.marks = marks;
    const { runs } = footprint;
    for (let i = 0; i < runs.length; i += 2) {
      const start = runs[i] as number;
      const end = Math.min(runs[i + 1] as number, this.size);
      if (start < end) target.setRange(start, frame, start, end - start);
    }
    return this.size;
  }

  retain(): FrameWrite {
    const kept = new FinishedWrite();
    const { bytes, footprint, marks } = this.window;
    const copy = bytes.slice(0, this.size);
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
