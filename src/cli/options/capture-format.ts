import { CliError } from '../cli-error.ts';
import { closestHint } from './closest-hint.ts';

export const CAPTURE_FORMATS = ['pcap', 'pcapng'] as const;

/** Of the captures that are written: classic pcap, or pcapng, which says what was found in each packet. */
export type CaptureFormat = (typeof CAPTURE_FORMATS)[number];

/** @returns the format that the name of a capture asks for */
export function formatOf(file: string): CaptureFormat {
  return /\.pcapng$/i.test(file) ? 'pcapng' : 'pcap';
}

/** @throws CliError */
export function parseCaptureFormat(text: string): CaptureFormat {
  const format = CAPTURE_FORMATS.find((name) => name === text.toLowerCase());
  if (format !== undefined) return format;
  throw new CliError(
    `Unknown format ${JSON.stringify(text)} after --format${closestHint(text, CAPTURE_FORMATS)}; there are ${CAPTURE_FORMATS.join(' and ')}`,
  );
}
