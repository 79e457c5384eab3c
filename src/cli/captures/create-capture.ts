import type { CapturedChannel, CaptureSubject } from '../../capture-writer/capture-subject.ts';
import { PcapngCapture, sectionOf } from '../../capture-writer/pcapng-capture.ts';
import type { RunCapture } from '../../capture-writer/run-capture.ts';
import { PcapngWriter } from '../../pcap-writer/index.ts';
import { CHANNEL } from '../../report/capture-info.ts';
import type { Vantage } from '../../simulation/capture/vantage.ts';
import { CliError } from '../cli-error.ts';
import { applicationName } from '../files/package-info.ts';
import { type CaptureFormat, formatOf } from '../options/capture-format.ts';
import { checkVantage } from '../options/vantage.ts';
import { ChannelCaptures } from './channel-captures.ts';
import { outputSink } from './output-sink.ts';
import { PcapCapture } from './pcap-capture.ts';

export interface CaptureChoice {
  /** What the name of the output asks for if undefined. */
  format?: CaptureFormat | undefined;
  /** Where frames arrive, if undefined. */
  vantage?: Vantage | undefined;
  /** Whether times of pcap are in nanoseconds. */
  hasNanoseconds?: boolean;
  /** Whether other frames of the run are in other captures. */
  isPart?: boolean;
}

const CHANNELS_IN_PCAP = `Cannot write frames of several channels to a pcap file, which has no interfaces to tell them apart; name the capture *.pcapng, or give each channel a file of its own, as in --output "out-${CHANNEL}.pcap"`;

/** One capture for each channel. */
async function channelCaptures(
  output: string,
  channels: readonly CapturedChannel[] | undefined,
  subject: CaptureSubject,
  signal: AbortSignal,
  choice: CaptureChoice,
): Promise<RunCapture> {
  if (channels === undefined) {
    throw new CliError(
      `Cannot write a capture for each channel to ${JSON.stringify(output)}: the script has no guests, and so one channel`,
    );
  }
  const captures = new Map<string, RunCapture>();
  for (const { name, mac } of channels) {
    const file = output.replaceAll(CHANNEL, name);
    captures.set(name, await createCapture(file, { ...subject, mac }, signal, { ...choice, isPart: true }));
  }
  return new ChannelCaptures(captures, output);
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
  choice: CaptureChoice = {},
): Promise<RunCapture> {
  const { channels, ...alone } = subject;
  if (output.includes(CHANNEL)) return await channelCaptures(output, channels, alone, signal, choice);
  const { format = formatOf(output), vantage, hasNanoseconds = false } = choice;
  if (format === 'pcap' && channels !== undefined) throw new CliError(CHANNELS_IN_PCAP);
  if (format === 'pcap') {
    const seen = checkVantage(vantage);
    return new PcapCapture(await outputSink(output, 'pcap', signal), output, seen, hasNanoseconds);
  }
  // What it says of itself is read before there is anything that would be left.
  const section = sectionOf(subject, applicationName());
  const sink = await outputSink(output, 'pcapng', signal);
  const writer = new PcapngWriter(sink, section);
  const file = output === '-' ? null : output;
  return new PcapngCapture(writer, subject, {
    file,
    vantage,
    isGivenUp: () => sink.isGivenUp === true,
    ...(choice.isPart === true ? { isPart: true } : {}),
  });
}
