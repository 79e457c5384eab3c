/** The CRC-32 at the end of an Ethernet frame, which some captures have and most have not (IEEE 802.3, 3.2.9). */
export const FCS_LENGTH = 4;
const POLYNOMIAL = 0xedb88320;

const TABLE = Uint32Array.from({ length: 256 }, (_, index) => {
  let value = index;
  for (let bit = 0; bit < 8; bit++) value = (value >>> 1) ^ (value & 1 ? POLYNOMIAL : 0);
  return value;
});

/** @returns the frame check sequence that `length` bytes from `offset` need, as an unsigned number in network order */
export function frameCheckSequence(bytes: Uint8Array, offset: number, length: number): number {
  let crc = 0xffffffff;
  for (let i = offset; i < offset + length; i++) {
    crc = (crc >>> 8) ^ (TABLE[(crc ^ (bytes[i] as number)) & 0xff] as number);
  }
  const low = ~crc;
  return ((low << 24) | ((low & 0xff00) << 8) | ((low >>> 8) & 0xff00) | (low >>> 24)) >>> 0;
}

/** Whether the last four bytes of a frame are its frame check sequence. */
export function hasFrameCheckSequence(
  bytes: Uint8Array,
  view: DataView,
  offset: number,
  length: number,
): boolean {
  if (length < FCS_LENGTH) return false;
  const end = offset + length - FCS_LENGTH;
  return frameCheckSequence(bytes, offset, length - FCS_LENGTH) === view.getUint32(end);
}
