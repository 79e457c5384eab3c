import type { Writable } from 'node:stream';
import { FileSink } from './file-sink.ts';
import { PcapngWriter } from './pcapng.ts';
import { completePcapngOptions, type PcapngOptions } from './pcapng-section.ts';
import { StreamSink, type StreamSinkOptions } from './stream-sink.ts';
import { wholePcapngBlocks } from './whole-records.ts';

export interface PcapngStreamOptions extends PcapngOptions, StreamSinkOptions {}

/**
 * Creates a pcapng file, or empties the one that is there.
 *
 * @param path of the file. For a FIFO use a stream: opening one waits for its reader
 * @throws TypeError if an option has the wrong type, RangeError if it is out of range; the file is untouched
 * @throws PcapOutputError if the file cannot be opened
 *
 * @example
 * const capture = createPcapngFile('two.pcapng', { application: 'example' });
 * const vif = capture.addInterface({ name: 'vif1.0', mac: '00:16:3e:00:00:01' });
 * capture.write(vif, 1, 500, frame);
 * capture.write(vif, 2, 0, pool, 4096, 60, { direction: 'outbound', comments: ['leak: 18 bytes'] });
 * await capture.close();
 */
export function createPcapngFile(path: string, options: PcapngOptions = {}): PcapngWriter {
  if (typeof path !== 'string') {
    throw new TypeError(`Cannot create a capture file: the path must be a string, got ${typeof path}`);
  }
  completePcapngOptions(options);
  return new PcapngWriter(new FileSink(path, { whole: wholePcapngBlocks }), options);
}

/**
 * Writes a pcapng capture to a stream: a pipe, a socket, standard output.
 *
 * @throws TypeError if an option has the wrong type, RangeError if it is out of range
 *
 * @example
 * const capture = createPcapngStream(process.stdout, { end: false });
 * const vif = capture.addInterface({ name: 'vif1.0' });
 * await capture.flush(); // so that a reader at the other end can begin
 * for (const frame of frames) {
 *   if (!capture.write(vif, 0, 0, frame)) await capture.drain();
 * }
 * await capture.close();
 */
export function createPcapngStream(stream: Writable, options: PcapngStreamOptions = {}): PcapngWriter {
  const { end = true, reuseMemory = false, ...rest } = options;
  completePcapngOptions(rest);
  return new PcapngWriter(new StreamSink(stream, { end, reuseMemory }), rest);
}
