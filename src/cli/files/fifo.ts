import { closeSync, constants, openSync, statSync } from 'node:fs';
import { connect, Socket } from 'node:net';
import type { Readable, Writable } from 'node:stream';
import { setTimeout } from 'node:timers/promises';
import { CliError } from '../cli-error.ts';
import { systemReason } from './system-reason.ts';

/** Milliseconds until we look for a reader again. */
const WAIT_FOR_READER = 20;

/** Milliseconds until we look whether the reader is still there. */
const WATCH_READER = 250;

/**
 * Opens a FIFO to read from. It does not wait for a writer in a thread from which no signal frees the process: that comes
 * with the first bytes.
 *
 * @throws what `open` throws
 */
export function openFifoToRead(path: string): Readable {
  const fd = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
  return new Socket({ fd, readable: true, writable: false });
}

/**
 * Opens a FIFO to write into, as soon as there is a reader. A blocking `open` would sit in a thread from which no signal
 * frees the process, so this one asks again and again.
 *
 * @returns undefined if `signal` was aborted before a reader came
 * @throws CliError if there is no such FIFO, or it cannot be opened
 */
export async function openFifo(path: string, signal: AbortSignal): Promise<Writable | undefined> {
  if (process.platform === 'win32') return connect(path);
  try {
    // Others, such as a socket, may give ENXIO for ever.
    if (!statSync(path).isFIFO())
      throw new CliError(`Cannot write to ${JSON.stringify(path)}: it is no FIFO`);
    for (;;) {
      const fd = openForWriting(path);
      if (fd !== undefined) return new Socket({ fd, readable: false, writable: true });
      if (signal.aborted) return undefined;
      await setTimeout(WAIT_FOR_READER, undefined, { signal }).catch(() => undefined);
    }
  } catch (error) {
    if (error instanceof CliError) throw error;
    throw new CliError(`Cannot open the FIFO ${JSON.stringify(path)}: ${systemReason(error)}`, {
      cause: error,
    });
  }
}

/**
 * Notices that the reader of a FIFO has gone, also while there is nothing to write, when no write could fail.
 *
 * @param gone - is called once
 * @returns ends the watch
 */
export function watchReader(path: string, gone: () => void): () => void {
  if (process.platform === 'win32') return () => undefined;
  const timer = setInterval(() => {
    if (hasReader(path)) return;
    clearInterval(timer);
    gone();
  }, WATCH_READER);
  return () => clearInterval(timer);
}

function hasReader(path: string): boolean {
  try {
    const fd = openForWriting(path);
    if (fd === undefined) return false;
    closeSync(fd);
  } catch {
    // Its name has been removed, which says nothing about a reader.
  }
  return true;
}

/** @returns undefined if there is no reader */
function openForWriting(path: string): number | undefined {
  try {
    return openSync(path, constants.O_WRONLY | constants.O_NONBLOCK);
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENXIO') return undefined;
    throw error;
  }
}
