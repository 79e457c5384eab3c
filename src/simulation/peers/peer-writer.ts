import { copyRange, keptBytesOfRange } from '../../guest/packets.ts';
import { fillChecked } from '../../netchannel/checked-fill.ts';
import { FrameBuffer } from '../../netchannel/frame-buffer.ts';
import type { FrameWrite, FrameWriter, Retained, RetainedWrite } from '../../netchannel/frame-write.ts';
import { ORDINARY_MEMORY } from '../../simd/arena.ts';
import { type ByteRange, NO_BYTES } from '../../wire/bytes.ts';
import { Window } from '../../wire/window.ts';

/**
 * Finishes each frame in a zeroed buffer as big as its writer announced, before netback sees it, as the network card
 * of another machine would. So a peer's frames are right whatever netback does with pages.
 */
export class PeerWriter implements FrameWriter {
  readonly #netback: FrameWriter;
  readonly #finished = new FinishedWrite();
  readonly #buffer: FrameBuffer;

  /** @param arena - that lends it memory. Ordinary memory if absent */
  constructor(netback: FrameWriter, arena = ORDINARY_MEMORY) {
    this.#netback = netback;
    this.#buffer = new FrameBuffer(arena);
  }

  write(frame: FrameWrite): boolean {
    this.#finished.finish(frame, this.#buffer);
    return this.#netback.write(this.#finished);
  }
}

/** Bytes that a KeptFrame takes besides its frame, roughly. */
const OWN_BYTES = 64;

/** A frame whose bytes are known, written where its writer wrote. */
class FinishedWrite implements FrameWrite {
  size = 0;
  tag = 0;
  checksum = 0;
  readonly #window = new Window();
  readonly #frame: ByteRange = { ...NO_BYTES };
  #origin: FrameWrite | undefined;

  /** @throws what the frame's fill function throws */
  finish(frame: FrameWrite, buffer: FrameBuffer): void {
    const window = this.#window;
    buffer.clear(frame.size);
    window.bind(buffer.bytes, buffer.view, buffer.start, frame.size, false);
    this.size = fillChecked(frame, window);
    this.tag = frame.tag;
    this.checksum = frame.checksum ?? 0;
    this.#origin = frame;
  }

  fill(target: Window): number {
    const { footprint, bytes, start, marks } = this.#window;
    const frame = this.#frame;
    frame.bytes = bytes;
    frame.offset = start;
    frame.length = this.size;
    frame.marks = marks;
    return writeRuns(target, frame, footprint.runs);
  }

  retain(): RetainedWrite {
    const { bytes, start, footprint, marks } = this.#window;
    const frame = copyRange({ bytes, offset: start, length: this.size, marks });
    return new KeptFrame(frame, footprint.runs, this.checksum, this.retainFinished());
  }

  retainFinished(): Retained {
    if (this.#origin === undefined) throw new Error('Cannot keep a frame that nobody has finished');
    return this.#origin.retainFinished();
  }
}

/** A finished frame that waits. */
class KeptFrame implements RetainedWrite {
  readonly keptBytes: number;
  readonly checksum: number;
  readonly #frame: ByteRange;
  readonly #runs: readonly number[];
  readonly #origin: Retained;

  /**
   * @param frame - for it alone
   * @param runs - what was written of it, as in Footprint
   * @param checksum - what the ring is to say about it
   * @param origin - is told of its end
   */
  constructor(frame: ByteRange, runs: readonly number[], checksum: number, origin: Retained) {
    this.checksum = checksum;
    this.#frame = frame;
    this.#runs = runs;
    this.#origin = origin;
    this.keptBytes = OWN_BYTES + keptBytesOfRange(frame) + 8 * runs.length + origin.keptBytes;
  }

  get size(): number {
    return this.#frame.length;
  }

  get tag(): number {
    return this.#origin.tag;
  }

  fill(target: Window): number {
    return writeRuns(target, this.#frame, this.#runs);
  }

  settled(error: Error | undefined): void {
    this.#origin.settled(error);
  }
}

/** Writes those bytes of a frame that its writer wrote. @returns its length */
function writeRuns(target: Window, frame: ByteRange, runs: readonly number[]): number {
  for (let i = 0; i < runs.length; i += 2) {
    const from = runs[i] as number;
    const to = Math.min(runs[i + 1] as number, frame.length);
    if (from < to) target.setRange(from, frame, from, to - from);
  }
  return frame.length;
}
