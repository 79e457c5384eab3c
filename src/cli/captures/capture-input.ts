import { statSync } from 'node:fs';
import path from 'node:path';
import { CliError } from '../cli-error.ts';
import { fileChunks } from '../files/file-chunks.ts';
import { isRegularFile, openInput } from '../files/open-input.ts';
import { isSameFile } from '../files/same-file.ts';
import { systemReason } from '../files/system-reason.ts';

/** A capture that a command reads. */
export interface CaptureInput {
  /** '-' for standard input. */
  path: string;
  /** What reports call it. */
  label: string;
  /** What messages call it: `"x.pcap"` or `standard input`. */
  source: string;
  /** Without folder and extension, for the files that are named after it. */
  baseName: string;
}

/**
 * @param argument - of the command line; '-' for standard input
 * @throws CliError if it cannot be a capture
 */
export function captureInput(argument: string): CaptureInput {
  if (argument === '') throw new CliError('Cannot read the capture: its name is empty');
  if (argument === '-') {
    if (process.stdin.isTTY === true) {
      throw new CliError('Cannot read a capture from a terminal; redirect standard input, or name a file');
    }
    return { path: '-', label: 'stdin', source: 'standard input', baseName: 'stdin' };
  }
  const baseName = path.basename(argument).replace(/(?<=.)\.(pcap|pcapng|cap|dmp|snoop)(\.gz)?$/i, '');
  return { path: argument, label: argument, source: JSON.stringify(argument), baseName };
}

/**
 * @returns its bytes, in chunks that are each valid until the next but one is asked for; an error, also the one of the
 * signal, comes when they are read
 */
export function openCapture({ path: file }: CaptureInput, signal: AbortSignal): AsyncIterable<Uint8Array> {
  return isRegularFile(file) ? fileChunks(file, signal) : openInput(file, { signal });
}

/** Bytes of a capture to a packet, roughly. */
const USUAL_RECORD = 512;

/** @returns how many packets it may have, to judge by its size; 0 if that is not known */
export function aboutPackets({ path: file }: CaptureInput): number {
  if (file === '-') return 0;
  const size = statSync(file, { throwIfNoEntry: false })?.size ?? 0;
  return Math.floor(size / USUAL_RECORD);
}

/** @returns what to tell the user if the capture cannot be read; any other error as it is */
export function captureFailure({ source }: CaptureInput, error: unknown): unknown {
  const isSystemError = error instanceof Error && 'syscall' in error && error.syscall !== 'write';
  if (!isSystemError) return error;
  return new CliError(`Cannot read the capture ${source}: ${systemReason(error)}`, { cause: error });
}

/** @throws CliError if writing to `file` would destroy the capture that is read; `what` goes there */
export function refuseOverwriting(input: CaptureInput, file: string, what: string): void {
  if (file === '-' || !isSameFile(file, input.path)) return;
  throw new CliError(`Cannot write ${what} to ${JSON.stringify(file)}: that is the capture that is read`);
}
