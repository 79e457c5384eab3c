import { CannotWriteAll, writeAll } from '../../pcap-writer/write-all.ts';
import type { Syntax } from '../../report/reporters/reporter-row.ts';
import { CliError } from '../cli-error.ts';
import { EXIT } from '../exit-codes.ts';
import { plainDescriptor, type StandardStream } from '../files/standard-stream.ts';
import { systemReason } from '../files/system-reason.ts';
import { terminalText } from './terminal-text.ts';
import { piecesWithoutWorkflowCommands, withoutWorkflowCommands } from './workflow-commands.ts';

const READER_GONE = new Set(['EPIPE', 'ECONNRESET', 'ERR_STREAM_DESTROYED']);

/**
 * Writes text for a person to standard output or standard error: nothing in it but our colours moves the cursor, changes
 * how what follows looks, or hides it.
 *
 * @throws CliError if it cannot be written
 */
export async function writeText(stream: StandardStream, text: string | Iterable<string>): Promise<void> {
  if (typeof text === 'string') {
    await write(stream, textFor(text));
    return;
  }
  const forTerminal = function* (): Generator<string> {
    for (const piece of text) yield terminalText(piece);
  };
  for (const piece of piecesWithoutWorkflowCommands(forTerminal(), 'text', process.env)) {
    await write(stream, piece);
  }
}

/** @returns text for a person as it can go to a terminal, or to a log that a CI system looks for commands in */
export function textFor(text: string): string {
  return withoutWorkflowCommands(terminalText(text), process.env);
}

/**
 * Writes what another program reads, such as JSON: it means what it meant, also where a CI system looks for commands in it.
 * At a terminal it is text for a person.
 *
 * @param text - all of it, or pieces, which are taken as they can be written
 * @param syntax - that it is written in
 * @throws CliError if it cannot be written
 */
export async function writeData(
  stream: StandardStream,
  text: string | Iterable<string>,
  syntax: Syntax,
): Promise<void> {
  const isTerminal = stream.isTTY === true;
  for (const piece of piecesWithoutWorkflowCommands(piecesOf(text), syntax, process.env)) {
    const isRead = await write(stream, isTerminal ? textFor(piece) : piece);
    if (!isRead) return;
  }
}

/** @returns the pieces that a text is written in */
export function piecesOf(text: string | Iterable<string>): Iterable<string> {
  return typeof text === 'string' ? [text] : text;
}

/**
 * Writes to standard output or standard error, and waits until all of it is out. If the reader has gone away, the text
 * is dropped: that is a normal end.
 *
 * @returns whether anybody reads it
 * @throws CliError if it cannot be written for another reason
 */
async function write(stream: StandardStream, text: string): Promise<boolean> {
  if (text === '') return true;
  try {
    const descriptor = plainDescriptor(stream);
    if (descriptor === undefined) await writeToStream(stream, text);
    else writeToDescriptor(descriptor, text);
    return true;
  } catch (error) {
    const cause = error instanceof CannotWriteAll ? error.cause : error;
    if (isReaderGone(cause)) return false;
    throw unwritable(stream.fd === 2 ? 'standard error' : 'standard output', cause);
  }
}

/**
 * Writes text for a person to standard output at once, for those who cannot wait.
 * @throws CliError; what a pipe refuses later is told later, and the exit status says it
 */
export function writeTextNow(stream: StandardStream, text: string): void {
  const descriptor = plainDescriptor(stream);
  if (descriptor === undefined) {
    stream.write(textFor(text), (error) => {
      if (!error || isReaderGone(error)) return;
      process.exitCode = EXIT.error;
      process.stderr.write(textFor(`netchannel-sim: ${unwritable('standard output', error).message}\n`));
    });
    return;
  }
  try {
    writeToDescriptor(descriptor, textFor(text));
  } catch (error) {
    throw unwritable('standard output', error instanceof CannotWriteAll ? error.cause : error);
  }
}

function unwritable(name: string, cause: unknown): CliError {
  return new CliError(`Cannot write to ${name}: ${systemReason(cause)}`, { cause });
}

function writeToStream(stream: StandardStream, text: string): Promise<void> {
  return new Promise((resolve, reject) => {
    stream.write(text, (error) => (error ? reject(error) : resolve()));
  });
}

function writeToDescriptor(descriptor: number, text: string): void {
  const bytes = Buffer.from(text);
  writeAll(descriptor, bytes, bytes.length);
}

/** Tells a person on standard error. @throws CliError if it cannot be written */
export async function tell(message: string | undefined): Promise<void> {
  if (message !== undefined) await writeText(process.stderr, `netchannel-sim: ${message}\n`);
}

function isReaderGone(error: unknown): boolean {
  return error instanceof Error && 'code' in error && READER_GONE.has(String(error.code));
}
