/** What a file is, by its first bytes. */
import type { PcapVariant } from './pcap.ts';
import { SECTION_HEADER } from './pcapng.ts';
import { SNOOP_MAGIC } from './snoop.ts';

export const MAGIC_LENGTH = 4;

const PCAP_VARIANTS: Readonly<Record<number, Omit<PcapVariant, 'littleEndian'>>> = {
  2712847316: { fractionsPerSecond: 1_000_000, recordHeaderLength: 16 },
  2712812621: { fractionsPerSecond: 1_000_000_000, recordHeaderLength: 16 },
  // The variant of Alexey Kuznetzov.
  2712849716: { fractionsPerSecond: 1_000_000, recordHeaderLength: 24 },
};

export type FileFormat = PcapVariant | 'pcapng' | 'snoop';

/** @returns the format that the four bytes from `at` stand for, undefined if it is not one that is read */
export function formatAt(view: DataView, at: number): FileFormat | undefined {
  if (view.getUint32(at) === SECTION_HEADER) return 'pcapng';
  if (view.getUint32(at) === SNOOP_MAGIC) return 'snoop';
  for (const littleEndian of [true, false]) {
    const variant = PCAP_VARIANTS[view.getUint32(at, littleEndian)];
    if (variant !== undefined) return { ...variant, littleEndian };
  }
  return undefined;
}
