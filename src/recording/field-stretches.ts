import { fieldAt, fieldName } from '../wire/frame-fields.ts';
import type { FrameReader } from '../wire/frame-reader.ts';
import type { FieldStretch } from './recording.ts';

/** @returns the protocol fields of the frame that was read last, from its first byte to its last */
export function fieldStretches(reader: FrameReader): FieldStretch[] {
  const stretches: FieldStretch[] = [];
  let last = -1;
  for (let at = 0; at < reader.length; at++) {
    const field = fieldAt(reader, at);
    const stretch = stretches.at(-1);
    if (stretch !== undefined && field === last) stretch.end = at + 1;
    else stretches.push({ end: at + 1, name: fieldName(field) });
    last = field;
  }
  return stretches;
}
