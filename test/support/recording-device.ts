import type {
  FrameWrite,
  FrameWriter,
  RetainedWrite,
  UnfilledFrame,
} from '../../src/netchannel/frame-write.ts';
import { Window } from '../../src/wire/window.ts';

/** Stands in for netfront: hands each write zeroed memory, and keeps the frames that come out. */
export class RecordingDevice implements FrameWriter {
  /** What the writers announced. */
  readonly sizes: number[] = [];
  readonly tags: number[] = [];
  readonly frames: Uint8Array[] = [];
  /** Whether writes have to wait. */
  full = false;
  private waiting: RetainedWrite[] = [];
  private readonly windowSize: number | undefined;

  /** @param windowSize - of the window that a writer gets; as big as it announces if absent */
  constructor(windowSize?: number) {
    this.windowSize = windowSize;
  }

  write(frame: FrameWrite): boolean {
    if (this.full) {
      this.waiting.push(frame.retain());
      return false;
    }
    this.transmit(frame);
    return true;
  }

  /** Makes room: those that waited go on, in order. */
  resume(): void {
    this.full = false;
    const waiting = this.waiting;
    this.waiting = [];
    for (const write of waiting) {
      this.transmit(write);
      write.settled(undefined);
    }
  }

  private transmit(frame: UnfilledFrame): void {
    this.sizes.push(frame.size);
    this.tags.push(frame.tag);
    const length = this.windowSize ?? frame.size;
    const bytes = new Uint8Array(length);
    const window = new Window();
    window.bind(bytes, new DataView(bytes.buffer), 0, length, false);
    this.frames.push(bytes.subarray(0, frame.fill(window)));
  }
}
