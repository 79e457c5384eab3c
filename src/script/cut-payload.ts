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
  const { kind, length, ...extra } = piece;
  return [
    { ...extra, kind: 'fixed', bytes: new Uint8Array(length - COUNTED_BYTES) },
    { ...extra, kind, length: COUNTED_BYTES },
  ];
}

function partOf(piece: PayloadPiece, from: number, length: number): PayloadPiece {
  switch (piece.kind) {
    case 'fixed':
      return { ...piece, bytes: piece.bytes.subarray(from, from + length) };
    case 'filler':
      return { ...piece, length, skip: (piece.skip ?? 0) + from };
    case 'counter':
      return { ...piece, length, width: piece.width ?? piece.length, skip: (piece.skip ?? 0) + from };
    case 'text':
      throw new TypeError('Cannot cut text with loop indexes: its length is not always the same');
  }
}
