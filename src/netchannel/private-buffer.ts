import { NO_MARKS, SecretMarks } from '../wire/secret-marks.ts';
import { Window } from '../wire/window.ts';
import { fillChecked } from './checked-fill.ts';
import type { FrameWrite } from './frame-write.ts';

/** A frame that was put together outside shared memory. */
export interface FinishedFrame {
  bytes: Uint8Array;
  /** The frame is the first `length` bytes. */
  length: number;
  /** How many of them its writer wrote; the others are zero. */
  written: number;
  /** Which of them are secret; it may say more beyond the end of the frame. */
  marks: Readonly<SecretMarks>;
}

/**
 * A buffer of the driver's own that nobody else sees: where a frame is put together before it is copied into
 * shared memory. It is reused, and zeroed each time.
 */
export class PrivateBuffer {
  private readonly window = new Window();
  private bytes: Uint8Array = new Uint8Array(0);
  private view = new DataView(this.bytes.buffer);
  private readonly finished: FinishedFrame = {
    bytes: this.bytes,
    length: 0,
    written: 0,
    marks: this.window.marks,
  };

  /**
   * Fills a frame, in a zeroed buffer that is exactly as long as the frame's size.
   * @returns the frame, valid until the next call
   * @throws LengthExceedsSize, or what the fill function throws
   */
  fill(frame: FrameWrite): FinishedFrame {
    const { window, finished } = this;
    this.zero(frame.size);
    window.bind(this.bytes, this.view, 0, frame.size, false);
    finished.length = fillChecked(frame, window);
    finished.written = window.writtenWithin(finished.length);
    finished.bytes = this.bytes;
    return finished;
  }

  private zero(length: number): void {
    if (length > this.bytes.length) {
      this.bytes = new Uint8Array(length);
      this.view = new DataView(this.bytes.buffer);
    } else {
      this.bytes.fill(0, 0, length);
    }
  }
}

/** A copy of `frame` that no later fill overwrites. */
export function keepFrame({ bytes, length, written, marks }: FinishedFrame): FinishedFrame {
  return { bytes: bytes.slice(0, length), length, written, marks: keepMarks(marks, length) };
}

function keepMarks(marks: Readonly<SecretMarks>, length: number): Readonly<SecretMarks> {
  if (marks.count === 0) return NO_MARKS;
  const kept = new SecretMarks();
  kept.addFrom(marks, 0, length, 0);
  return kept;
}
