import { createReadStream, statSync } from 'node:fs';
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
 * @returns its bytes; an error comes when they are read, also the one of the signal, unless all have been read by then
 */
export function openInput(
  path: string,
  { chunkSize = CHUNK_SIZE, signal }: InputOptions = {},
): AsyncIterable<Uint8Array> {
  const stream = open(path, chunkSize);
  if (signal === undefined) return stream;
  return isRegularFile(path) ? unlessStopped(stream, signal) : addAbortSignal(signal, stream);
}

/** A disk does not keep anybody waiting, so that there is time to see whether anything is left to read. */
async function* unlessStopped(
  stream: AsyncIterable<Uint8Array>,
  signal: AbortSignal,
): AsyncGenerator<Uint8Array> {
  for await (const chunk of stream) {
    signal.throwIfAborted();
    yield chunk;
  }
}

/** @param path - '-' for standard input, which is none */
export function isRegularFile(path: string): boolean {
  if (path === '-') return false;
  try {
    return statSync(path).isFile();
  } catch {
    // Whoever reads it is told.
    return false;
  }
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
