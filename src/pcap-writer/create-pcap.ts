import type { Writable } from 'node:stream';
import { FileSink } from './file-sink.ts';
import { PcapWriter } from './pcap.ts';
import { completePcapOptions, type PcapOptions } from './pcap-options.ts';
import { StreamSink, type StreamSinkOptions } from './stream-sink.ts';
import { wholePcapRecords } from './whole-records.ts';

export interface PcapStreamOptions extends PcapOptions, StreamSinkOptions {}

/**
 * Creates a capture file, or empties the one that is there.
 *
 * @param path of the file. For a FIFO use a stream: opening one waits for its reader
 * @throws TypeError if an option has the wrong type, RangeError if it is out of range; the file is untouched
 * @throws PcapOutputError if the file cannot be opened
 *
 * @example
 * const capture = createPcapFile('two.pcap', { resolution: 'nanosecond' });
 * capture.write(1, 500, frame);
 * capture.write(2, 0, pool, 4096, 60);
 * await capture.close();
 */
export function createPcapFile(path: string, options: PcapOptions = {}): PcapWriter {
  if (typeof path !== 'string') {
    throw new TypeError(`Cannot create a capture file: the path must be a string, got ${typeof path}`);
  }
  const complete = completePcapOptions(options);
  return new PcapWriter(new FileSink(path, { whole: wholePcapRecords }), complete);
}

/**
 * Writes a capture to a stream: a pipe, a socket, standard output.
 *
 * @throws TypeError if an option has the wrong type, RangeError if it is out of range
 *
 * @example
 * const capture = createPcapStream(process.stdout, { end: false });
 * for (const frame of frames) {
 *   if (!capture.write(0, 0, frame)) await capture.drain();
 * }
 * await capture.close();
 */
export function createPcapStream(stream: Writable, options: PcapStreamOptions = {}): PcapWriter {
  const { end = true, reuseMemory = false, ...rest } = options;
  const complete = completePcapOptions(rest);
  return new PcapWriter(new StreamSink(stream, { end, reuseMemory }), complete);
}
