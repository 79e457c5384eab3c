import { CaptureError } from '../capture-reader/capture-error.ts';
import { describeStart, START_LENGTH } from '../capture-reader/foreign-format.ts';
import { type FileFormat, formatAt, MAGIC_LENGTH } from '../capture-reader/magic-number.ts';
import type { ChunkSource } from './chunk-source.ts';

/**
 * @returns which file format a capture has, decompressed; it is not read any further by that
 * @throws CaptureError if it is none
 */
export async function formatOf(source: ChunkSource): Promise<FileFormat> {
  const start = await source.peek(START_LENGTH);
  const view = new DataView(start.buffer, start.byteOffset, start.length);
  const format = start.length < MAGIC_LENGTH ? undefined : formatAt(view, 0);
  if (format !== undefined) return format;
  const reason = `it is not a capture: ${describeStart(start.subarray(0, START_LENGTH))}`;
  throw new CaptureError(source.name, 0, reason);
}
