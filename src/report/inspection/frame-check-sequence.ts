/** The CRC-32 at the end of an Ethernet frame, which some captures have and most have not (IEEE 802.3, 3.2.9). */
const LENGTH = 4;
const POLYNOMIAL = 0xedb88320;

const TABLE = Uint32Array.from({ length: 256 }, (_, index) => {
  let value = index;
  for (let bit = 0; bit < 8; bit++) value = (value >>> 1) ^ (value & 1 ? POLYNOMIAL : 0);
  return value;
});

/** Whether the last four bytes of a frame are its frame check sequence. */
export function hasFrameCheckSequence(
  bytes: Uint8Array,
  view: DataView,
  offset: number,
  length: number,
): boolean {
  if (length < LENGTH) return false;
  const end = offset + length - LENGTH;
  let crc = 0xffffffff;
  for (let i = offset; i < end; i++) {
    crc = (crc >>> 8) ^ (TABLE[(crc ^ (bytes[i] as number)) & 0xff] as number);
  }
  return ~crc >>> 0 === view.getUint32(end, true);
}
