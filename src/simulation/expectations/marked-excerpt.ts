import type { AuditedFrame } from '../../audit/audited-frame.ts';
import { EXCERPT_BYTES } from '../../audit/findings.ts';
import type { FrameCheck } from '../../script/expectation.ts';
import type { ByteSpan, MarkedExcerpt } from './expectation-result.ts';

const BYTES_PER_ROW = 16;

/** @returns what there is to show of a frame that is not as expected, from one row before its first mark on */
export function markedExcerpt(
  frame: AuditedFrame,
  check: FrameCheck,
  marks: readonly ByteSpan[],
): MarkedExcerpt {
  const wanted = check.key === 'bytes' ? check : undefined;
  const first = Math.min(marks[0]?.start ?? wanted?.at ?? 0, frame.length);
  const start = Math.max(0, first - (first % BYTES_PER_ROW) - BYTES_PER_ROW);
  const limit = start + EXCERPT_BYTES;
  const end = Math.min(frame.length, limit);
  return {
    start,
    bytes: frame.bytes.slice(frame.offset + start, frame.offset + end),
    length: frame.length,
    marks: marks
      .filter((mark) => mark.start < limit)
      .map((mark) => ({ start: mark.start, end: Math.min(mark.end, limit) })),
    expected: wanted === undefined ? null : within(wanted.at, wanted.bytes, start, limit),
  };
}

function within(
  at: number,
  bytes: Uint8Array,
  start: number,
  limit: number,
): { start: number; bytes: Uint8Array } {
  const from = Math.max(at, start);
  return { start: from, bytes: bytes.slice(from - at, Math.max(limit - at, 0)) };
}
