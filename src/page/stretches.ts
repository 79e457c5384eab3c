import type { LeakedSecret } from '../audit/findings.ts';
import type { RecordedFrame } from '../recording/recording.ts';
import { oldRanges, type ShownFrame, type ShownRange, type Suspect } from './shown-frame.ts';

/** What a byte of a frame is. */
export type ByteState = 'written' | 'stale' | 'cleared' | 'suspect';

/** Neighbouring bytes of a frame of which the same is to be said. */
export interface Stretch {
  start: number;
  /** One past the last byte. */
  end: number;
  state: ByteState;
  field: string;
  /** Of stale bytes: where they come from. */
  range?: ShownRange;
  /** If they are of a secret that leaks: which part of it. */
  secret?: LeakedSecret;
  /** Of bytes that look like old memory: why. */
  suspect?: Suspect;
}

/** @returns all bytes of a frame, from the first to the last */
export function stretchesOf(frame: ShownFrame): Stretch[] {
  const cuts = new Set([0, frame.length, ...frame.cleared]);
  for (const { end } of frame.fields) cuts.add(end);
  for (const range of oldRanges(frame)) {
    cuts.add(range.start).add(range.end);
    for (const { start, end } of range.secrets ?? []) cuts.add(start).add(end);
  }
  for (const { start, end } of frame.suspects ?? []) cuts.add(start).add(end);
  const ends = [...cuts].filter((at) => at <= frame.length).sort((a, b) => a - b);
  return ends.slice(1).map((end, i) => stretchAt(frame, ends[i] ?? 0, end));
}

function stretchAt(frame: ShownFrame, start: number, end: number): Stretch {
  const field = frame.fields.find((stretch) => stretch.end > start)?.name ?? 'none';
  const range = oldRanges(frame).find((candidate) => candidate.start <= start && candidate.end > start);
  if (range === undefined) {
    const suspect = frame.suspects?.find((candidate) => candidate.start <= start && candidate.end > start);
    if (suspect !== undefined) return { start, end, state: 'suspect', field, suspect };
    const state = isIn(frame.cleared, start) ? 'cleared' : 'written';
    return { start, end, state, field };
  }
  const secret = range.secrets?.find((piece) => piece.start <= start && piece.end > start);
  return { start, end, state: 'stale', field, range, ...(secret === undefined ? {} : { secret }) };
}

function isIn(pairs: readonly number[], at: number): boolean {
  for (let i = 0; i < pairs.length; i += 2) {
    if ((pairs[i] ?? 0) <= at && (pairs[i + 1] ?? 0) > at) return true;
  }
  return false;
}

/** Bytes of a frame that are marked, and with whose colour. */
export interface MarkedBytes {
  start: number;
  end: number;
  secret: boolean;
}

/** @returns where in `source` the bytes stand that are stale in `frame`: in order, as they were written there */
export function leakedFrom(source: ShownFrame, frame: ShownFrame): MarkedBytes[] {
  const marks: MarkedBytes[] = [];
  for (const range of oldRanges(frame)) {
    if (range.source.number !== source.number) continue;
    const shift = range.source.offset - range.start;
    const cuts = new Set([range.start, range.end]);
    for (const { start, end } of range.secrets ?? []) cuts.add(start).add(end);
    const ends = [...cuts].sort((a, b) => a - b);
    ends.slice(1).forEach((end, i) => {
      const start = ends[i] ?? 0;
      const secret = (range.secrets ?? []).some((piece) => piece.start <= start && piece.end >= end);
      marks.push({ start: start + shift, end: Math.min(end + shift, source.length), secret });
    });
  }
  return marks.filter(({ start, end }) => start < end).sort((a, b) => a.start - b.start);
}

/** @returns where in `source` the byte stands that is stale in `frame` at an offset; undefined if it is of another one */
export function sourceOffset(frame: ShownFrame, source: ShownFrame, at: number): number | undefined {
  const range = oldRanges(frame).find(({ start, end }) => start <= at && end > at);
  return range?.source.number === source.number ? range.source.offset + at - range.start : undefined;
}

/** @returns where in `frame` the byte is stale that stands in `source` at an offset; undefined if it is not */
export function leakOffset(frame: ShownFrame, source: ShownFrame, at: number): number | undefined {
  const range = oldRanges(frame).find(({ start, end, source: { number, offset } }) => {
    return number === source.number && offset <= at && offset + end - start > at;
  });
  return range === undefined ? undefined : range.start + at - range.source.offset;
}

/**
 * The frame that was in the same block before, or in that of the frame that this one was made of: what a frame's stale bytes are from, or would be if nobody had cleared
 * them.
 */
export function frameBefore(
  frames: readonly RecordedFrame[],
  frame: RecordedFrame,
): RecordedFrame | undefined {
  const largest = [...oldRanges(frame)].sort((a, b) => b.end - b.start - (a.end - a.start))[0];
  const number = largest?.source.number;
  if (number !== undefined && number !== null) return frames.find((other) => other.number === number);
  const [block] = frame.blocks;
  if (block === undefined) return undefined;
  const earlier = frames.filter(
    (other) =>
      other.number < frame.number &&
      other.channel === frame.channel &&
      other.blocks.some(({ id }) => id === block.id),
  );
  return earlier.at(-1);
}
