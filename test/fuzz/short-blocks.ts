import * as build from '../capture-reader/capture-builder.ts';
import type { MadeCapture } from '../capture-reader/mutated-capture.ts';
import type { Chooser } from '../script/fuzz/chooser.ts';

/** Blocks by their type, and bytes that each has, whatever its options are: draft-ietf-opsawg-pcapng, section 4. */
const KINDS: readonly (readonly [type: number, least: number])[] = [
  [0x0a0d_0d0a, 28],
  [1, 20],
  [2, 32],
  [3, 16],
  [5, 24],
  [6, 32],
];

/** A file of pcapng that is whole, but for one block, which is as short as such a block can be, or shorter. */
export interface ShortBlock extends MadeCapture {
  isTooShort: boolean;
}

/** @param turn - goes through the kinds, and how much is missing */
export function shortBlockCapture(choose: Chooser, turn: number): ShortBlock {
  const [type, least] = KINDS[turn % KINDS.length] ?? [1, 20];
  const missing = Math.floor(turn / KINDS.length) % 3;
  const little = choose.once(2);
  const size = Math.max(12, least - 4 * missing);
  // What is cut off is the end: the first interface, no time, no bytes; of a section, its byte order and version.
  const whole = type === 0x0a0d_0d0a ? build.section(little).subarray(8, 24) : new Uint8Array(24);
  const bytes = Buffer.concat([
    build.section(little),
    build.interfaceBlock(little),
    build.enhanced(little, { bytes: Uint8Array.of(1, 2, 3), ticks: 5n }),
    build.block(little, type, whole.subarray(0, size - 12)),
  ]);
  const isTooShort = size < least;
  const what = `pcapng with a block of type ${type} and ${size} bytes`;
  return { what, bytes, plain: bytes, packets: undefined, isTooShort };
}
