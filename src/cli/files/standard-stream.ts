import { fstatSync } from 'node:fs';
import type { Writable } from 'node:stream';
import { FileSink } from '../../pcap-writer/file-sink.ts';
import type { Sink } from '../../pcap-writer/sink.ts';
import { StreamSink } from '../../pcap-writer/stream-sink.ts';

/** What of a standard stream says where it leads. */
export interface StandardStream extends Writable {
  isTTY?: boolean;
  /** Of standard output and standard error. */
  fd?: number;
}

/**
 * Of a standard stream that is a file or a device, the descriptor: Node.js writes to these once, and does not look how
 * much was taken, so that what a full disk leaves out would be lost without a word. To pipes and terminals it writes
 * all.
 */
export function plainDescriptor({ fd, isTTY }: StandardStream): number | undefined {
  if (fd === undefined || isTTY === true) return undefined;
  try {
    const status = fstatSync(fd);
    return status.isFIFO() || status.isSocket() ? undefined : fd;
  } catch {
    return undefined;
  }
}

/** @returns where a capture goes that is written to standard output */
export function standardOutputSink(): Sink {
  const descriptor = plainDescriptor(process.stdout);
  if (descriptor !== undefined) return new FileSink(descriptor, { name: null });
  return new StreamSink(process.stdout, { end: false, reuseMemory: true });
}
