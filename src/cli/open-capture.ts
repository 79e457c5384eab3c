import { createPcapngFile, createPcapngStream } from '../pcap-writer/index.ts';
import { type CaptureFormat, formatOf } from './capture-format.ts';
import { PcapCapture } from './pcap-capture.ts';
import { PcapngCapture, sectionOf } from './pcapng-capture.ts';
import type { CapturedRun, RunCapture } from './run-capture.ts';

/**
 * @param output - '-' for standard output
 * @param format - what the name of the output asks for if absent
 * @throws PcapOutputError if the file cannot be opened
 */
export function openCapture(
  output: string,
  run: CapturedRun,
  format: CaptureFormat = formatOf(output),
): RunCapture {
  if (format === 'pcap') return new PcapCapture(output);
  const section = sectionOf(run);
  if (output !== '-') return new PcapngCapture(createPcapngFile(output, section), run.script, output);
  return new PcapngCapture(createPcapngStream(process.stdout, { ...section, end: false }), run.script, null);
}
