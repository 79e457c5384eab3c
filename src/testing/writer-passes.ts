import { PASS_ORDER, type Pass } from '../probe/pass.ts';
import { callWriter, NoFrame, type Writer } from './writer.ts';

/** What a writer is asked for. */
export interface Asked {
  /** The most that it may write. */
  size: number;
  /** How many frames in each pass. */
  frames: number;
  /** @returns the memory that it is handed under a filling, which may have more than `size` bytes */
  memoryOf(filling: number): Uint8Array;
}

/** @returns what a writer makes of the memory of each filling, frame after frame in a copy of its own */
export function writerPasses(writer: Writer, { size, frames: count, memoryOf }: Asked): Pass[] {
  return PASS_ORDER.map((filling) => {
    const memory = memoryOf(filling);
    const frames: Uint8Array[] = [];
    try {
      while (frames.length < count) {
        const buffer = memory.slice();
        frames.push(buffer.slice(0, callWriter(writer, buffer, size)));
      }
    } catch (error) {
      if (!(error instanceof NoFrame)) throw error;
      return { filling, frames, refusal: error.message };
    }
    return { filling, frames };
  });
}
