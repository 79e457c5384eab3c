import type { RunResult } from '../../simulation/result.ts';
import type { CaptureInfo } from '../capture-info.ts';

const FILE_HEADER = 24;
const RECORD_HEADER = 16;

/** Finds frames in a capture. */
export interface CaptureLayout {
  file: string;
  /** @returns offset in the file of a frame's first byte, by its number from 1; undefined if it is not known */
  offsetOf(frame: number): number | undefined;
}

/**
 * Works out where the frames of a run are in its capture. That is known of a classic capture of which all frames are listed:
 * their lengths, with the headers of that format, have to come to its length.
 *
 * @returns undefined if the frames went to no file, or if where they are is not known
 */
export function captureLayout(
  { frames }: Pick<RunResult, 'frames'>,
  capture: CaptureInfo | null,
): CaptureLayout | undefined {
  if (capture === null || capture.file === null || capture.packets !== frames.length) return undefined;
  const offsets = new Map<number, number>();
  let end = FILE_HEADER;
  for (const { number, length } of frames) {
    offsets.set(number, end + RECORD_HEADER);
    end += RECORD_HEADER + length;
  }
  if (end !== capture.bytes) return undefined;
  return { file: capture.file, offsetOf: (frame) => offsets.get(frame) };
}
