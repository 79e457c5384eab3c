import { FILLINGS, filledBuffer } from '../probe/fillings.ts';
import { PASS_ORDER, type Pass } from '../probe/pass.ts';
import { callWriter, NoFrame, type Writer } from './writer.ts';

/** @returns what a writer makes of a buffer of `size` bytes, `count` times in each pass */
export function plainPasses(writer: Writer, size: number, count: number): Pass[] {
  return PASS_ORDER.map((filling) => {
    const frames: Uint8Array[] = [];
    try {
      while (frames.length < count) frames.push(frameIn(writer, filling, size));
    } catch (error) {
      if (!(error instanceof NoFrame)) throw error;
      return { filling, frames, refusal: error.message };
    }
    return { filling, frames };
  });
}

function frameIn(writer: Writer, filling: number, size: number): Uint8Array {
  const buffer = filledBuffer(FILLINGS[filling] as (typeof FILLINGS)[number], size);
  return buffer.slice(0, callWriter(writer, buffer, size));
}
