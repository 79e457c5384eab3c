import type { JudgedByte } from './byte-verdicts.ts';
import type { Stretch } from './result.ts';

/**
 * @param bytes - all of a frame
 * @param fieldOf - what field each is of
 * @returns the same as stretches
 */
export function stretchesOf(bytes: readonly JudgedByte[], fieldOf: (offset: number) => string): Stretch[] {
  const stretches: Stretch[] = [];
  for (const [offset, byte] of bytes.entries()) {
    const field = fieldOf(offset);
    const last = stretches.at(-1);
    if (last !== undefined && last.field === field && goesOn(last, byte)) last.end++;
    else stretches.push({ start: offset, end: offset + 1, field, ...byte });
  }
  return stretches;
}

function goesOn({ start, end, verdict, from, mask }: Stretch, byte: JudgedByte): boolean {
  if (verdict !== byte.verdict || mask !== byte.mask) return false;
  return from === null ? byte.from === null : byte.from === from + end - start;
}
