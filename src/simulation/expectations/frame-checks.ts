import type { AuditedFrame } from '../../audit/audited-frame.ts';
import type { Amount, FrameCheck } from '../../script/expectation.ts';
import type { ByteSpan } from './expectation-result.ts';
import { counted, foundWords, hexWords, wrongFound } from './wording.ts';

/** Whether a frame is as expected. Allocates nothing for a frame that is delivered. */
export function holds(check: FrameCheck, frame: AuditedFrame): boolean {
  switch (check.key) {
    case 'verdict':
      return frame.verdict === check.verdict;
    case 'length':
      return frame.length === check.length;
    case 'leaks':
      return isWithin(frame.leakedBytes, check.amount);
    case 'bytes':
      return hasBytes(frame, check.at, check.bytes);
    case 'because':
      return frame.verdict === 'discarded' && hasWrong(frame, check.checksums);
    case 'cause':
      return (
        frame.verdict === 'discarded' && frame.wrongChecksums().every(({ cause }) => cause === check.cause)
      );
  }
}

export function isWithin(count: number, { min, max }: Amount): boolean {
  return count >= min && count <= max;
}

function hasBytes(frame: AuditedFrame, at: number, bytes: Uint8Array): boolean {
  if (at + bytes.length > frame.length) return false;
  for (let i = 0; i < bytes.length; i++) if (frame.bytes[frame.offset + at + i] !== bytes[i]) return false;
  return true;
}

function hasWrong(frame: AuditedFrame, checksums: readonly string[]): boolean {
  const wrong = frame.wrongChecksums();
  return (
    new Set(wrong.map(({ protocol }) => protocol)).size === new Set(checksums).size &&
    wrong.every(({ protocol }) => checksums.includes(protocol))
  );
}

/** What a frame is like that is not as expected, and which of its bytes say so. */
export interface Finding {
  found: string;
  marks: ByteSpan[];
}

/** @returns what is to be said of a frame that does not hold */
export function findingOf(check: FrameCheck, frame: AuditedFrame): Finding {
  switch (check.key) {
    case 'verdict': {
      const reason = frame.verdict === 'discarded' ? `: ${wrongFound(frame.wrongChecksums())}` : '';
      return { found: `${frame.verdict}${reason}`, marks: wrongMarks(frame) };
    }
    case 'because':
    case 'cause':
      return { found: wrongFound(frame.wrongChecksums()), marks: wrongMarks(frame) };
    case 'leaks': {
      const marks = frame.staleRanges().map(([start, end]) => ({ start, end }));
      return { found: foundWords(frame.leakedBytes, 'stale byte'), marks: joined(marks) };
    }
    case 'length':
      return { found: counted(frame.length, 'byte'), marks: [] };
    case 'bytes':
      return bytesFound(check, frame);
  }
}

function wrongMarks(frame: AuditedFrame): ByteSpan[] {
  return frame
    .wrongChecksums()
    .filter(({ offset }) => offset >= 0)
    .map(({ offset }) => ({ start: offset, end: offset + 2 }))
    .sort((a, b) => a.start - b.start);
}

function bytesFound({ at, bytes }: Extract<FrameCheck, { key: 'bytes' }>, frame: AuditedFrame): Finding {
  const marks: ByteSpan[] = [];
  const end = Math.min(at + bytes.length, frame.length);
  for (let i = at; i < end; i++) {
    if (frame.bytes[frame.offset + i] !== bytes[i - at]) marks.push({ start: i, end: i + 1 });
  }
  const first = marks[0]?.start ?? at;
  const there = frame.bytes.subarray(frame.offset + first, frame.offset + end);
  const found = first < end ? [`${hexWords(there)}${first === at ? '' : ` at byte ${first}`}`] : [];
  if (at + bytes.length > frame.length)
    found.push(`the end of the frame after ${counted(frame.length, 'byte')}`);
  return { found: found.join(', then '), marks: joined(marks) };
}

/** Spans in order, those that touch made one. */
function joined(spans: readonly ByteSpan[]): ByteSpan[] {
  const all: ByteSpan[] = [];
  for (const span of spans) {
    const last = all.at(-1);
    if (last !== undefined && last.end === span.start) last.end = span.end;
    else all.push({ ...span });
  }
  return all;
}
