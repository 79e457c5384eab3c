import { createReadStream } from 'node:fs';
import { addAbortSignal, type Readable } from 'node:stream';
import { CaptureError } from '../capture-reader/capture-error.ts';
import { CaptureReader } from '../capture-reader/capture-reader.ts';
import { Inspector } from '../report/inspection/inspector.ts';
import type { CaptureDamage, InspectionResult } from '../report/inspection/result.ts';
import { CliError } from './cli-error.ts';
import { systemReason } from './system-reason.ts';

const CHUNK_SIZE = 1_048_576;

/** What came of reading a capture. */
export interface Inspected {
  result: InspectionResult;
  /** Why the capture was not read to its end, if it was damaged. */
  failure: CaptureError | undefined;
}

/**
 * Reads a capture and inspects its packets, until its end, its damage or the signal.
 *
 * @param path - '-' for standard input
 * @param listed - how many findings of a kind to keep
 * @throws CliError if it cannot be read
 * @throws CaptureError if not a single packet can be read of it
 */
export async function inspectCapture(path: string, listed: number, signal: AbortSignal): Promise<Inspected> {
  const source = path === '-' ? 'standard input' : JSON.stringify(path);
  const reader = new CaptureReader({ source });
  const inspector = new Inspector(listed, true);
  let failure: CaptureError | undefined;
  try {
    const stream = path === '-' ? process.stdin : createReadStream(path, { highWaterMark: CHUNK_SIZE });
    await inspectStream(addAbortSignal(signal, stream), reader, inspector);
  } catch (error) {
    if (error instanceof CaptureError) failure = error;
    else if (!signal.aborted) {
      throw new CliError(`Cannot read the capture ${source}: ${systemReason(error)}`, { cause: error });
    }
  } finally {
    inspector.release();
  }
  if (failure !== undefined && reader.packets === 0) throw failure;
  const result = inspector.result({
    file: path === '-' ? null : path,
    format: reader.format,
    complete: failure === undefined && !signal.aborted,
    damage: damageOf(failure),
  });
  return { result, failure };
}

async function inspectStream(stream: Readable, reader: CaptureReader, inspector: Inspector): Promise<void> {
  for await (const chunk of stream as AsyncIterable<Uint8Array>) {
    reader.push(chunk);
    while (reader.next()) inspector.inspect(reader.packet);
  }
  reader.end();
  while (reader.next()) inspector.inspect(reader.packet);
}

function damageOf(failure: CaptureError | undefined): CaptureDamage | null {
  return failure === undefined ? null : { offset: failure.offset, reason: failure.reason };
}
