/** What the options of a pcapng packet block say of the packet (draft-ietf-opsawg-pcapng, 4.3). */

/** The most bytes of options that are looked through: hostile ones can take gigabytes. */
export const LARGEST_OPTIONS = 65_536;

const OPTION_END = 0;
/** The same in the obsolete block and in the one that took its place. */
const OPTION_FLAGS = 2;

const HEADER_LENGTH = 4;

/** Where the flags have the length of the frame check sequence, in bytes. */
const FCS_LENGTH_SHIFT = 5;
const FCS_LENGTH_MASK = 15;

/**
 * @param at - index of the first option
 * @param end - where the options end, or where those that are there do
 * @returns the flags of the packet as a signed word, 0 if there are none
 */
export function flagsOf(view: DataView, at: number, end: number, littleEndian: boolean): number {
  for (let option = at; option + HEADER_LENGTH <= end; ) {
    const code = view.getUint16(option, littleEndian);
    const size = view.getUint16(option + 2, littleEndian);
    const value = option + HEADER_LENGTH;
    if (code === OPTION_END) break;
    if (code === OPTION_FLAGS && size === 4 && value + 4 <= end) return view.getInt32(value, littleEndian);
    option = value + size + (-size & 3);
  }
  return 0;
}

/** @returns 0 if the flags do not say */
export function fcsLengthOf(flags: number): number {
  return (flags >>> FCS_LENGTH_SHIFT) & FCS_LENGTH_MASK;
}
