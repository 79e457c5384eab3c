import type { CaptureSubject } from '../capture-writer/capture-subject.ts';
import { PcapngCapture, sectionOf } from '../capture-writer/pcapng-capture.ts';
import type { RunCapture } from '../capture-writer/run-capture.ts';
import { PcapngWriter } from '../pcap-writer/index.ts';
import type { Vantage } from '../simulation/vantage.ts';
import { type CaptureFormat, formatOf } from './capture-format.ts';
import { outputSink } from './output-sink.ts';
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
}

/**
 * @param output - '-' for standard output
 * @throws PcapOutputError if the file cannot be opened
 * @throws CliError if the format cannot tell what is seen
 */
export function openCapture(
  output: string,
  subject: CaptureSubject,
  { format = formatOf(output), vantage, hasNanoseconds = false }: CaptureChoice = {},
): RunCapture {
  if (format === 'pcap') return new PcapCapture(output, checkVantage(vantage), hasNanoseconds);
  const writer = new PcapngWriter(outputSink(output, 'pcapng'), sectionOf(subject, applicationName()));
  return new PcapngCapture(writer, subject, { file: output === '-' ? null : output, vantage });
}
