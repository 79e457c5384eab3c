import { ReplacingFileSink } from '../../pcap-writer/replacing-file-sink.ts';
import type { Sink } from '../../pcap-writer/sink.ts';
import { StreamSink } from '../../pcap-writer/stream-sink.ts';
import { wholePcapngBlocks, wholePcapRecords } from '../../pcap-writer/whole-records.ts';
import { isFifo } from '../files/is-fifo.ts';
import { standardOutputSink } from '../files/standard-stream.ts';
import type { CaptureFormat } from '../options/capture-format.ts';
import { StoppableSink } from './stoppable-sink.ts';

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
  if (output === '-') {
    const sink = standardOutputSink();
    // Standard output cannot be closed; what its reader has not taken is lost when the process ends.
    return sink instanceof StreamSink ? new StoppableSink(sink, signal, () => undefined) : sink;
  }
  if (!isFifo(output)) return new ReplacingFileSink(output, { whole: WHOLE[format] });
  // What networks need takes long to load.
  const { openFifo } = await import('../files/fifo.ts');
  const stream = await openFifo(output, signal);
  if (stream === undefined) throw signal.reason;
  return new StoppableSink(new StreamSink(stream, { reuseMemory: true }), signal, () => stream.destroy());
}
