import type { Writable } from 'node:stream';
import { CliError } from './cli-error.ts';
import { systemReason } from './system-reason.ts';
import { terminalText } from './terminal-text.ts';

const READER_GONE = new Set(['EPIPE', 'ECONNRESET', 'ERR_STREAM_DESTROYED']);

/**
 * Writes text for a person to standard output or standard error: nothing in it but our colours moves the cursor, changes
 * how what follows looks, or hides it.
 *
 * @throws CliError if it cannot be written
 */
export function writeText(stream: Writable, text: string): Promise<void> {
  return write(stream, terminalText(text));
}

/**
 * Writes what another program reads, such as JSON, as it is; at a terminal it is text for a person.
 *
 * @throws CliError if it cannot be written
 */
export function writeData(stream: Writable & { isTTY?: boolean }, text: string): Promise<void> {
  return write(stream, stream.isTTY === true ? terminalText(text) : text);
}

/**
 * Writes to standard output or standard error, and waits until it is out. If the reader has gone away, the text
 * is dropped: that is a normal end.
 *
 * @throws CliError if it cannot be written for another reason
 */
async function write(stream: Writable, text: string): Promise<void> {
  if (text === '') return;
  try {
    await new Promise<void>((resolve, reject) => {
      stream.write(text, (error) => (error ? reject(error) : resolve()));
    });
  } catch (error) {
    if (isReaderGone(error)) return;
    throw new CliError(`Cannot write the report: ${systemReason(error)}`, { cause: error });
  }
}

/** Tells a person on standard error. @throws CliError if it cannot be written */
export async function tell(message: string | undefined): Promise<void> {
  if (message !== undefined) await writeText(process.stderr, `netchannel-sim: ${message}\n`);
}

function isReaderGone(error: unknown): boolean {
  return error instanceof Error && 'code' in error && READER_GONE.has(String(error.code));
}
