import { readSync } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { addAbortSignal } from 'node:stream';
import { setImmediate } from 'node:timers/promises';
import { CaptureError } from '../../capture-reader/capture-error.ts';
import { CaptureReader } from '../../capture-reader/capture-reader.ts';
import { Inspector } from '../../inspection/inspector.ts';
import { KEPT_FRAMES, type OldMemoryOptions } from '../../inspection/old-memory/old-memory.ts';
import type { CaptureDamage, InspectionResult } from '../../inspection/result.ts';
import { Arena } from '../../simd/arena.ts';
import { CliError } from '../cli-error.ts';
import { isFifo } from '../files/is-fifo.ts';
import { openInput } from '../files/open-input.ts';
import { systemReason } from '../files/system-reason.ts';
import type { KeptCapture } from '../page/kept-capture.ts';

const CHUNK_SIZE = 65_536;

/**
 * What chunks are read to, each behind what is left of the one before it: the last frames are left in there.
 * With room for a chunk and a packet, twice, the reader needs no memory besides.
 */
const MEMORY_SIZE = KEPT_FRAMES;

/** How far behind a packet its memory may have been read over: more than any chunk has, or any piece of what is compressed. */
const MOST_AHEAD = 4 * CHUNK_SIZE;

/** Milliseconds from one look at signals to the next: a small chunk may decompress to a large one. */
const TURN = 50;

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
 * @param oldMemory - what is looked for besides: what `Inspector` looks for if absent
 * @param kept - what is to have the beginning of the capture
 * @throws CliError if it cannot be read
 * @throws CaptureError if not a single packet can be read of it
 */
export async function inspectCapture(
  path: string,
  listed: number,
  signal: AbortSignal,
  oldMemory: OldMemoryOptions = {},
  kept?: KeptCapture,
): Promise<Inspected> {
  const source = path === '-' ? 'standard input' : JSON.stringify(path);
  // Packets lie in SIMD memory as they are read.
  const arena = new Arena();
  const memory = arena.lend(MEMORY_SIZE);
  const reader = new CaptureReader({ source, memory });
  const readMemory = { ...memory, ahead: MOST_AHEAD };
  const inspector = new Inspector(listed, arena, oldMemory, undefined, readMemory);
  let failure: CaptureError | undefined;
  let isWhole = false;
  try {
    if (kept !== undefined) {
      await inspectStream(kept.passing(openInput(path, { signal })), reader, inspector);
    } else if (path === '-' || isFifo(path))
      await inspectStream(openInput(path, { signal }), reader, inspector);
    else await inspectFile(path, reader, inspector, signal);
    // Also if somebody asked to stop when there was nothing left to read.
    isWhole = true;
  } catch (error) {
    if (error instanceof CaptureError) failure = error;
    else if (!signal.aborted) {
      throw new CliError(`Cannot read the capture ${source}: ${systemReason(error)}`, { cause: error });
    }
  } finally {
    arena.dispose();
  }
  if (failure !== undefined && reader.packets === 0) throw failure;
  const result = inspector.result({
    file: path === '-' ? null : path,
    format: reader.format,
    complete: isWhole,
    damage: damageOf(failure),
    otherRecords: reader.otherRecords,
  });
  return { result, failure };
}

async function inspectFile(
  path: string,
  reader: CaptureReader,
  inspector: Inspector,
  signal: AbortSignal,
): Promise<void> {
  const file = await open(path);
  try {
    if ((await file.stat()).isFile()) {
      await inspectRegularFile(file, reader, inspector, signal);
    } else {
      const stream = file.createReadStream({ highWaterMark: CHUNK_SIZE, autoClose: false });
      await inspectStream(addAbortSignal(signal, stream), reader, inspector);
    }
  } finally {
    await file.close();
  }
}

/** Nothing is waited for but the disk: reading to the reader's own memory and at once takes a third of the time. */
async function inspectRegularFile(
  { fd }: FileHandle,
  reader: CaptureReader,
  inspector: Inspector,
  signal: AbortSignal,
): Promise<void> {
  for (let begin = performance.now(); ; ) {
    const count = readSync(fd, reader.reserve(CHUNK_SIZE));
    if (count === 0) break;
    signal.throwIfAborted();
    reader.commit(count);
    while (reader.next()) inspector.inspect(reader.packet);
    if (performance.now() - begin < TURN) continue;
    await setImmediate();
    begin = performance.now();
  }
  reader.end();
  while (reader.next()) inspector.inspect(reader.packet);
}

/** What another program writes may be long in coming. */
async function inspectStream(
  chunks: AsyncIterable<Uint8Array>,
  reader: CaptureReader,
  inspector: Inspector,
): Promise<void> {
  for await (const chunk of chunks) {
    reader.push(chunk);
    while (reader.next()) inspector.inspect(reader.packet);
  }
  reader.end();
  while (reader.next()) inspector.inspect(reader.packet);
}

/** @returns what a report says of it */
export function damageOf(failure: CaptureError | undefined): CaptureDamage | null {
  return failure === undefined ? null : { offset: failure.offset, reason: failure.reason };
}
