export const CAPTURE_FORMATS = ['pcap', 'pcapng'] as const;

/** Of the captures that are written: classic pcap, or pcapng, which says what was found in each packet. */
export type CaptureFormat = (typeof CAPTURE_FORMATS)[number];

/** @returns the format that the name of a capture asks for */
export function formatOf(file: string): CaptureFormat {
  return /\.pcapng$/i.test(file) ? 'pcapng' : 'pcap';
}
