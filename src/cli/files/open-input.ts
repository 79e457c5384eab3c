import { createReadStream } from 'node:fs';
import { addAbortSignal, Readable } from 'node:stream';
import { openFifoToRead } from './fifo.ts';
import { isFifo } from './is-fifo.ts';

const CHUNK_SIZE = 131_072;

export interface InputOptions {
  /** Bytes that are read at once. 131,072 if absent. */
  chunkSize?: number;
  /** Ends the reading, also while nothing comes. */
  signal?: AbortSignal | undefined;
}

/**
 * Opens what a command reads: a file, or a FIFO, whose writer may be long in coming, and what it writes, too.
 *
 * @param path - '-' for standard input
 * @returns its bytes; an error, also the one of the signal, comes when they are read
 */
export function openInput(path: string, { chunkSize = CHUNK_SIZE, signal }: InputOptions = {}): Readable {
  const stream = open(path, chunkSize);
  return signal === undefined ? stream : addAbortSignal(signal, stream);
}

function open(path: string, chunkSize: number): Readable {
  if (path === '-') return process.stdin;
  if (!isFifo(path)) return createReadStream(path, { highWaterMark: chunkSize });
  try {
    return openFifoToRead(path);
  } catch (error) {
    const failed = new Readable({ read: () => undefined });
    failed.destroy(error instanceof Error ? error : new Error(String(error)));
    return failed;
  }
}
