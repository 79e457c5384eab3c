/** What a section of a pcapng file says about one of its interfaces (draft-ietf-opsawg-pcapng, 4.2). */
import { TickClock } from './tick-clock.ts';

const LINK_TYPE = 0;
const SNAP_LENGTH = 4;
const OPTIONS = 8;

const OPTION_END = 0;
const OPTION_TIME_RESOLUTION = 9;
const OPTION_FCS_LENGTH = 13;
const OPTION_TIME_OFFSET = 14;

const MICROSECONDS = 6;

/** Names, filters and comments of an interface take a few hundred bytes. */
export const LARGEST_INTERFACE_BLOCK = 1_048_576;

export interface CaptureInterface {
  linkType: number;
  /** 0 for no limit. */
  snapLength: number;
  /** Of the frame check sequence, in bytes or, as older drafts had it, in bits; 0 for none, -1 if it is not told. */
  fcsLength: number;
  clock: TickClock;
}

/**
 * Reads the body of an interface description block.
 *
 * @param at - index of its first byte
 * @param length - of the body, at least 8
 * @returns the interface, or what is wrong with it
 */
export function readInterface(
  view: DataView,
  at: number,
  length: number,
  littleEndian: boolean,
): CaptureInterface | string {
  const end = at + length;
  let resolution = MICROSECONDS;
  let fcsLength = -1;
  let offset = 0n;
  for (let option = at + OPTIONS; option + 4 <= end; ) {
    const code = view.getUint16(option, littleEndian);
    const size = view.getUint16(option + 2, littleEndian);
    if (code === OPTION_END) break;
    const value = option + 4;
    if (value + size > end) return `option ${code} of an interface, ${size} bytes long, exceeds its block`;
    if (code === OPTION_TIME_RESOLUTION && size === 1) resolution = view.getUint8(value);
    if (code === OPTION_FCS_LENGTH && size === 1) fcsLength = view.getUint8(value);
    if (code === OPTION_TIME_OFFSET && size === 8) offset = view.getBigInt64(value, littleEndian);
    option = value + size + (-size & 3);
  }
  return {
    linkType: view.getUint16(at + LINK_TYPE, littleEndian),
    snapLength: view.getUint32(at + SNAP_LENGTH, littleEndian),
    fcsLength,
    clock: new TickClock(resolution, offset),
  };
}
