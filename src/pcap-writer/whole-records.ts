/** @returns how many of `length` bytes, written to `position` of the file, are whole records: no part of the last one */
export type WholeRecords = (bytes: Uint8Array, length: number, position: number) => number;

const PCAP_FILE_HEADER = 24;
const PCAP_RECORD_HEADER = 16;
const PCAP_CAPTURED_LENGTH = 8;

const PCAPNG_BLOCK_LENGTH = 4;
const PCAPNG_LEAST_BLOCK = 12;

/** Of a classic capture, little-endian as all that are written here; the file header counts as a record. */
export const wholePcapRecords: WholeRecords = (bytes, length, position) => {
  const header = position === 0 ? PCAP_FILE_HEADER : 0;
  if (header > length) return 0;
  const view = new DataView(bytes.buffer, bytes.byteOffset, length);
  let whole = header;
  while (whole + PCAP_RECORD_HEADER <= length) {
    const next = whole + PCAP_RECORD_HEADER + view.getUint32(whole + PCAP_CAPTURED_LENGTH, true);
    if (next > length) break;
    whole = next;
  }
  return whole;
};

/** Of a pcapng capture, little-endian as all that are written here. */
export const wholePcapngBlocks: WholeRecords = (bytes, length) => {
  const view = new DataView(bytes.buffer, bytes.byteOffset, length);
  let whole = 0;
  while (whole + PCAPNG_LEAST_BLOCK <= length) {
    const next = whole + view.getUint32(whole + PCAPNG_BLOCK_LENGTH, true);
    if (next > length || next < whole + PCAPNG_LEAST_BLOCK) break;
    whole = next;
  }
  return whole;
};
