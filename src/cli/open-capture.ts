import type { CaptureSubject } from '../capture-writer/capture-subject.ts';
import { PcapngCapture, sectionOf } from '../capture-writer/pcapng-capture.ts';
import type { RunCapture } from '../capture-writer/run-capture.ts';
import { createPcapngFile, createPcapngStream, PcapngWriter } from '../pcap-writer/index.ts';
import { ReplacingFileSink } from '../pcap-writer/replacing-file-sink.ts';
import type { Vantage } from '../simulation/vantage.ts';
import { type CaptureFormat, formatOf } from './capture-format.ts';
import { applicationName } from './package-info.ts';
import { checkVantage } from './parse-vantage.ts';
import { PcapCapture } from './pcap-capture.ts';

export interface CaptureChoice {
  /** What the name of the output asks for if undefined. */
  format?: CaptureFormat | undefined;
  /** Where frames arrive, if undefined. */
  vantage?: Vantage | undefined;
  /** Whether times of pcap are in nanoseconds. */
  hasNanoseconds?: boolean;
  /** Write beside the file that is there, and put the new one in its place once it is whole. */
  replaces?: boolean;
}

/**
 * @param output - '-' for standard output
 * @throws PcapOutputError if the file cannot be opened
 * @throws CliError if the format cannot tell what is seen
 */
export function openCapture(
  output: string,
  subject: CaptureSubject,
  { format = formatOf(output), vantage, hasNanoseconds = false, replaces = false }: CaptureChoice = {},
): RunCapture {
  if (format === 'pcap') return new PcapCapture(output, checkVantage(vantage), { hasNanoseconds, replaces });
  const section = sectionOf(subject, applicationName());
  if (output !== '-') {
    const writer = replaces
      ? new PcapngWriter(new ReplacingFileSink(output), section)
      : createPcapngFile(output, section);
    return new PcapngCapture(writer, subject, { file: output, vantage });
  }
  const writer = createPcapngStream(process.stdout, { ...section, end: false, reuseMemory: true });
  return new PcapngCapture(writer, subject, { file: null, vantage });
}
