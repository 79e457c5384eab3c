import { SecretMarks } from '../wire/secret-marks.ts';
import { concatenate, type PayloadPiece, type PayloadSource, payloadLength } from './payload.ts';

/** More counts than a run has steps fit into this many bytes: what stands before them in a counter stays zero. */
const COUNTED_BYTES = 8;

/**
 * Cuts a payload into parts that, one after another, yield the same bytes in every repetition.
 *
 * @param size - length of each part but the last, at least 1
 * @returns no part at all of an empty payload
 * @throws TypeError for text with loop indexes in it, whose length is not the same in every repetition
 */
export function cut(source: PayloadSource, size: number): PayloadSource[] {
  return [...partsOf(source, size)];
}

/** The same as {@link cut}, a part at a time: there may be many. */
export function* partsOf(source: PayloadSource, size: number): Generator<PayloadSource, undefined> {
  let open: PayloadPiece[] = [];
  let room = size;
  for (const piece of piecesOf(source).flatMap(withoutIdleDigits)) {
    const length = payloadLength(piece);
    for (let at = 0; at < length; ) {
      const share = Math.min(room, length - at);
      open.push(partOf(piece, at, share));
      at += share;
      room -= share;
      if (room > 0) continue;
      yield concatenate(open);
      open = [];
      room = size;
    }
  }
  if (open.length > 0) yield concatenate(open);
}

/**
 * Numbers fillers, so that those of several packets that one step of the script makes are not the same bytes.
 * @returns what numbers the fillers of one payload after those of the payloads before
 */
export function fillerNumbering(): (source: PayloadSource) => PayloadSource {
  let next = 0;
  const number = (piece: PayloadPiece): PayloadPiece =>
    piece.kind === 'filler' ? { ...piece, ordinal: next++ } : piece;
  return (source) =>
    source.kind === 'mixed' ? { ...source, parts: source.parts.map(number) } : number(source);
}

function piecesOf(source: PayloadSource): readonly PayloadPiece[] {
  return source.kind === 'mixed' ? source.parts : [source];
}

/** A wide counter as zeros and a narrow one, because each of its parts keeps count of all of it. */
function withoutIdleDigits(piece: PayloadPiece): PayloadPiece[] {
  if (piece.kind !== 'counter' || piece.width !== undefined || piece.length <= COUNTED_BYTES) return [piece];
  const idle = piece.length - COUNTED_BYTES;
  return [
    { kind: 'fixed', bytes: new Uint8Array(idle), ...marksOf(piece, 0, idle) },
    { kind: 'counter', length: COUNTED_BYTES, ...marksOf(piece, idle, COUNTED_BYTES) },
  ];
}

/** @returns the marks of `length` bytes of the piece, if it has any there */
function marksOf({ marks }: PayloadPiece, from: number, length: number): Pick<PayloadPiece, 'marks'> {
  if (marks === undefined) return {};
  const part = new SecretMarks();
  part.addFrom(marks, from, from + length, -from);
  return part.count === 0 ? {} : { marks: part };
}

function partOf(piece: PayloadPiece, from: number, length: number): PayloadPiece {
  const { marks: _, ...unmarked } = piece;
  const marks = marksOf(piece, from, length);
  switch (unmarked.kind) {
    case 'fixed':
      return { ...unmarked, bytes: unmarked.bytes.subarray(from, from + length), ...marks };
    case 'filler':
      return { ...unmarked, length, skip: (unmarked.skip ?? 0) + from, ...marks };
    case 'counter': {
      const width = unmarked.width ?? unmarked.length;
      return { ...unmarked, length, width, skip: (unmarked.skip ?? 0) + from, ...marks };
    }
    case 'text':
      throw new TypeError('Cannot cut text with loop indexes: its length is not always the same');
  }
}
