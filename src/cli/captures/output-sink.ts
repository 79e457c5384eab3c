import { FileSink } from '../../pcap-writer/file-sink.ts';
import { ReplacingFileSink } from '../../pcap-writer/replacing-file-sink.ts';
import type { Sink } from '../../pcap-writer/sink.ts';
import { wholePcapngBlocks, wholePcapRecords } from '../../pcap-writer/whole-records.ts';
import { isFifo } from '../files/is-fifo.ts';
import { plainDescriptor } from '../files/standard-stream.ts';
import type { CaptureFormat } from '../options/capture-format.ts';

const WHOLE = { pcap: wholePcapRecords, pcapng: wholePcapngBlocks } as const;

/** Where a capture goes, and whether it got there. */
export interface OutputSink extends Sink {
  /** Whether its reader was waited for in vain; absent if nobody is waited for. */
  readonly isGivenUp?: boolean;
}

/**
 * Opens what a capture goes to. Where no file is yet, it grows where it is to be, and what fits on a full disk is kept;
 * one that is there stays until the new one is whole. A FIFO is opened once there is a reader.
 *
 * @param output - a path; '-' for standard output
 * @param signal - whoever waits for a reader waits no longer
 * @throws Interrupted if that was aborted before a reader came
 * @throws PcapOutputError or CliError if it cannot be opened
 */
export async function outputSink(
  output: string,
  format: CaptureFormat,
  signal: AbortSignal,
): Promise<OutputSink> {
  const descriptor = output === '-' ? plainDescriptor(process.stdout) : undefined;
  if (descriptor !== undefined) return new FileSink(descriptor, { name: null });
  if (output !== '-' && !isFifo(output)) return new ReplacingFileSink(output, { whole: WHOLE[format] });
  // Streams take long to load.
  const { fifoSink, standardOutputSink } = await import('./stream-output.ts');
  return output === '-' ? standardOutputSink(signal) : await fifoSink(output, signal);
}
