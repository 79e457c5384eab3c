import { SecretMarks } from '../wire/secret-marks.ts';

/** The longest payload of any step: that of a raw frame. */
export const LONGEST_PAYLOAD = 524_288;

/** Where the bytes of a payload come from. */
export type PayloadSource = PayloadPiece | MixedPayload;

/** A source that stands alone. */
export type PayloadPiece = (FixedBytes | Filler | Counter | IndexedText) & {
  /** Which of its bytes are secret, if any are. */
  marks?: SecretMarks;
};

export interface FixedBytes {
  kind: 'fixed';
  bytes: Uint8Array;
}

/** Seeded bytes, others in each repetition. */
export interface Filler {
  kind: 'filler';
  length: number;
  /** Which of the fillers of its site it is; by its position in the step if absent. */
  ordinal?: number;
  /** Bytes of the filler that lie before this part of it; 0 if absent. */
  skip?: number;
}

/** How often the step has been taken before: a big-endian number of `length` bytes that wraps to 0. */
export interface Counter {
  kind: 'counter';
  length: number;
  /** Bytes of the whole number, if this is a part of it. */
  width?: number;
  /** Bytes of the whole number that lie before this part of it; 0 if absent. */
  skip?: number;
}

/** Text with the indexes of repeats in it, put together anew for each repetition. */
export interface IndexedText {
  kind: 'text';
  parts: readonly (Uint8Array | LoopIndex)[];
  /** At most. */
  length: number;
}

/** How many repetitions of a repeat went before this one. */
export interface LoopIndex {
  /** How many repeats are around that repeat. */
  level: number;
  /** Decimal digits, at most. */
  digits: number;
}

/** Parts one after another, of which at least one is not fixed. */
export interface MixedPayload {
  kind: 'mixed';
  parts: readonly PayloadPiece[];
  /** At most. */
  length: number;
}

/** The payload that most packets do without. */
export const EMPTY: FixedBytes = Object.freeze({ kind: 'fixed', bytes: new Uint8Array(0) });

/** @returns how many bytes `source` yields at most; all but indexed text yields always as many */
export function payloadLength(source: PayloadSource): number {
  return source.kind === 'fixed' ? source.bytes.length : source.length;
}

/** @returns the parts one after another, as one source */
export function concatenate(sources: readonly PayloadSource[]): PayloadSource {
  const parts = sources.flatMap((source) => (source.kind === 'mixed' ? source.parts : [source]));
  const first = parts[0];
  if (first !== undefined && parts.length === 1) return first;
  const length = parts.reduce((sum, part) => sum + payloadLength(part), 0);
  if (parts.some((part) => part.kind !== 'fixed')) return { kind: 'mixed', parts, length };
  const bytes = new Uint8Array(length);
  const marks = new SecretMarks();
  let at = 0;
  for (const part of parts) {
    if (part.kind !== 'fixed') continue;
    bytes.set(part.bytes, at);
    if (part.marks !== undefined) marks.addFrom(part.marks, 0, part.bytes.length, at);
    at += part.bytes.length;
  }
  return { kind: 'fixed', bytes, ...(marks.count === 0 ? {} : { marks }) };
}
