/** What a file is, by its first bytes. */
import type { PcapVariant } from './pcap.ts';
import { SECTION_HEADER } from './pcapng.ts';

export const MAGIC_LENGTH = 4;

const PCAP_VARIANTS: Readonly<Record<number, Omit<PcapVariant, 'littleEndian'>>> = {
  2712847316: { fractionsPerSecond: 1_000_000, recordHeaderLength: 16 },
  2712812621: { fractionsPerSecond: 1_000_000_000, recordHeaderLength: 16 },
  // The variant of Alexey Kuznetzov.
  2712849716: { fractionsPerSecond: 1_000_000, recordHeaderLength: 24 },
};

/** Files that are taken for captures, or are captures in a form that is not read. */
const OTHERS: readonly (readonly [magic: string, name: string])[] = [
  ['1f8b', 'gzip data: decompress it first'],
  ['28b52ffd', 'Zstandard data: decompress it first'],
  ['04224d18', 'LZ4 data: decompress it first'],
  ['fd377a58', 'xz data: decompress it first'],
  ['425a68', 'bzip2 data: decompress it first'],
  ['504b0304', 'a zip archive: unpack it first'],
  ['736e6f6f', 'a snoop capture: convert it first, with editcap -F pcap'],
  ['1c0001ac', 'an Ixia capture: convert it first, with editcap -F pcap'],
  ['ac01001c', 'an Ixia capture: convert it first, with editcap -F pcap'],
  ['a1b2c34d', 'a pcap file of a kind that is not known: convert it first, with editcap -F pcap'],
  ['4dc3b2a1', 'a pcap file of a kind that is not known: convert it first, with editcap -F pcap'],
];

/** @returns the format that the four bytes from `at` stand for, undefined if it is not one that is read */
export function formatAt(view: DataView, at: number): PcapVariant | 'pcapng' | undefined {
  if (view.getUint32(at) === SECTION_HEADER) return 'pcapng';
  for (const littleEndian of [true, false]) {
    const variant = PCAP_VARIANTS[view.getUint32(at, littleEndian)];
    if (variant !== undefined) return { ...variant, littleEndian };
  }
  return undefined;
}

/** @returns what to say about the first bytes of a file that is no capture */
export function describeMagic(bytes: Uint8Array): string {
  if (bytes.length === 0) return 'it is empty';
  const pairs = Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0'));
  const other = OTHERS.find(([magic]) => pairs.join('').startsWith(magic))?.[1];
  const found = `it begins with ${pairs.join(' ')}`;
  if (other !== undefined) return `${found}, which is ${other}`;
  const text = String.fromCharCode(...bytes);
  const quoted = /^[\x20-\x7e]+$/.test(text) ? ` (${JSON.stringify(text)})` : '';
  return `${found}${quoted}, which is neither pcap nor pcapng`;
}
