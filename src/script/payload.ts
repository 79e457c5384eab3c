/** Where the bytes of a payload come from. */
export type PayloadSource = FixedBytes | Filler | MixedPayload;

export interface FixedBytes {
  kind: 'fixed';
  bytes: Uint8Array;
}

/** Seeded bytes, others in each repetition. */
export interface Filler {
  kind: 'filler';
  length: number;
}

/** Parts one after another, with at least one filler among them. */
export interface MixedPayload {
  kind: 'mixed';
  parts: readonly (FixedBytes | Filler)[];
  length: number;
}

/** The payload that most packets do without. */
export const EMPTY: FixedBytes = Object.freeze({ kind: 'fixed', bytes: new Uint8Array(0) });

/** @returns how many bytes `source` yields */
export function payloadLength(source: PayloadSource): number {
  return source.kind === 'fixed' ? source.bytes.length : source.length;
}

/** @returns the parts one after another, as one source */
export function concatenate(sources: readonly PayloadSource[]): PayloadSource {
  const parts = sources.flatMap((source) => (source.kind === 'mixed' ? source.parts : [source]));
  const first = parts[0];
  if (first !== undefined && parts.length === 1) return first;
  const length = parts.reduce((sum, part) => sum + payloadLength(part), 0);
  if (parts.some((part) => part.kind === 'filler')) return { kind: 'mixed', parts, length };
  const bytes = new Uint8Array(length);
  let at = 0;
  for (const part of parts) {
    if (part.kind !== 'fixed') continue;
    bytes.set(part.bytes, at);
    at += part.bytes.length;
  }
  return { kind: 'fixed', bytes };
}
