import type { CaptureSubject } from '../../capture-writer/capture-subject.ts';
import { PcapngCapture, sectionOf } from '../../capture-writer/pcapng-capture.ts';
import type { RunCapture } from '../../capture-writer/run-capture.ts';
import { PcapngWriter } from '../../pcap-writer/index.ts';
import type { Vantage } from '../../simulation/capture/vantage.ts';
import { applicationName } from '../files/package-info.ts';
import { type CaptureFormat, formatOf } from '../options/capture-format.ts';
import { checkVantage } from '../options/vantage.ts';
import { outputSink } from './output-sink.ts';
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
 * @param signal - whoever waits for a reader waits no longer
 * @throws Interrupted if that was aborted before a reader came
 * @throws PcapOutputError if the file cannot be opened
 * @throws CliError if the format cannot tell what is seen
 */
export async function createCapture(
  output: string,
  subject: CaptureSubject,
  signal: AbortSignal,
  { format = formatOf(output), vantage, hasNanoseconds = false }: CaptureChoice = {},
): Promise<RunCapture> {
  if (format === 'pcap') {
    const seen = checkVantage(vantage);
    return new PcapCapture(await outputSink(output, 'pcap', signal), output, seen, hasNanoseconds);
  }
  // What it says of itself is read before there is anything that would be left.
  const section = sectionOf(subject, applicationName());
  const sink = await outputSink(output, 'pcapng', signal);
  const writer = new PcapngWriter(sink, section);
  const file = output === '-' ? null : output;
  return new PcapngCapture(writer, subject, { file, vantage, isGivenUp: () => sink.isGivenUp === true });
}
