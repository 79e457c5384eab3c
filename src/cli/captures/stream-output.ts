import { StreamSink } from '../../pcap-writer/stream-sink.ts';
import { openFifo } from '../files/fifo.ts';
import { StoppableSink } from './stoppable-sink.ts';

/** @returns what writes to standard output that is a pipe, until `signal` says that nobody waits for its reader */
export function standardOutputSink(signal: AbortSignal): StoppableSink {
  // Standard output cannot be closed; what its reader has not taken is lost when the process ends.
  const sink = new StreamSink(process.stdout, { end: false, reuseMemory: true });
  return new StoppableSink(sink, signal, () => undefined);
}

/**
 * Opens a FIFO once there is a reader.
 * @throws Interrupted if `signal` was aborted before one came
 */
export async function fifoSink(output: string, signal: AbortSignal): Promise<StoppableSink> {
  const stream = await openFifo(output, signal);
  if (stream === undefined) throw signal.reason;
  return new StoppableSink(new StreamSink(stream, { reuseMemory: true }), signal, () => stream.destroy());
}
