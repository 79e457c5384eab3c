import { ORDINARY_MEMORY } from '../simd/arena.ts';
import type { Footprint } from '../wire/footprint.ts';
import { NO_MARKS, SecretMarks } from '../wire/secret-marks.ts';
import { Window } from '../wire/window.ts';
import { fillChecked } from './checked-fill.ts';
import { FrameBuffer } from './frame-buffer.ts';
import type { UnfilledFrame } from './frame-write.ts';

/** A frame that was put together outside shared memory. */
export interface FinishedFrame {
  /** The frame is in here: `length` bytes from `offset`. */
  bytes: Uint8Array;
  offset: number;
  length: number;
  /** How many of them its writer wrote; the others are zero. */
  written: number;
  /** Which ones; it may say more beyond the end of the frame. */
  footprint: Footprint;
  /** Which of them are secret; it may say more beyond the end of the frame. */
  marks: Readonly<SecretMarks>;
  /** What the ring is to say about its checksum, as of an UnfilledFrame. */
  checksum: number;
}

/**
 * A buffer of the driver's own that nobody else sees: where a frame is put together before it is copied into
 * shared memory. It is reused, and zeroed each time.
 */
export class PrivateBuffer {
  private readonly window = new Window();
  private readonly buffer: FrameBuffer;
  private readonly finished: FinishedFrame = {
    bytes: this.window.bytes,
    offset: 0,
    length: 0,
    written: 0,
    footprint: this.window.footprint,
    marks: this.window.marks,
    checksum: 0,
  };

  /** @param arena - that lends it memory. Ordinary memory if absent */
  constructor(arena = ORDINARY_MEMORY) {
    this.buffer = new FrameBuffer(arena);
  }

  /**
   * Fills a frame, in a zeroed buffer that is exactly as long as the frame's size.
   * @returns the frame, valid until the next call
   * @throws LengthExceedsSize, or what the fill function throws
   */
  fill(frame: UnfilledFrame): FinishedFrame {
    const { buffer, window, finished } = this;
    buffer.clear(frame.size);
    window.bind(buffer.bytes, buffer.view, buffer.start, frame.size, false);
    finished.length = fillChecked(frame, window);
    finished.written = window.writtenWithin(finished.length);
    finished.footprint = window.footprint;
    finished.bytes = buffer.bytes;
    finished.offset = buffer.start;
    finished.checksum = frame.checksum ?? 0;
    return finished;
  }
}

/** A copy of `frame` that no later fill overwrites. */
export function keepFrame({
  bytes,
  offset,
  length,
  written,
  footprint,
  marks,
  checksum,
}: FinishedFrame): FinishedFrame {
  const kept = bytes.slice(offset, offset + length);
  return { bytes: kept, offset: 0, length, written, footprint, marks: keepMarks(marks, length), checksum };
}

/** Bytes that an ArrayBuffer and a view of it take besides what is in them, in every engine roughly. */
const BUFFER_BYTES = 384;

/** @returns bytes of memory that a frame of `keepFrame` takes, roughly */
export function keptBytesOf({ bytes, marks }: FinishedFrame): number {
  return BUFFER_BYTES + bytes.length + (marks === NO_MARKS ? 0 : marks.keptBytes);
}

function keepMarks(marks: Readonly<SecretMarks>, length: number): Readonly<SecretMarks> {
  if (marks.count === 0) return NO_MARKS;
  const kept = new SecretMarks();
  kept.addFrom(marks, 0, length, 0);
  return kept;
}
