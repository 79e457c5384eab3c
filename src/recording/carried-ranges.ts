import type { LeakedSecret, LeakRange, PassedRange } from '../audit/findings.ts';
import type { CarriedRange, FieldStretch } from './recording.ts';

/**
 * What is to be seen of the old bytes that a frame carries on.
 * @param bytes, fields - of the frame
 * @param leak - of the frame that it was made of, in which they leaked; undefined if it is not known any more
 */
export function carriedRanges(
  passedOn: readonly PassedRange[],
  bytes: Uint8Array,
  fields: readonly FieldStretch[],
  leak: { ranges: readonly LeakRange[] } | undefined,
): CarriedRange[] {
  return passedOn.map((range): CarriedRange => {
    const { start, end } = range;
    const field = fields.find((stretch) => stretch.end > start)?.name ?? 'none';
    const nonZero = bytes.subarray(start, end).reduce((sum, byte) => sum + (byte === 0 ? 0 : 1), 0);
    const secrets = (leak?.ranges ?? []).flatMap((leaked) => secretsIn(range, leaked));
    return { ...range, field, nonZero, ...(secrets.length === 0 ? {} : { secrets }) };
  });
}

/** Secrets of a leaked range, where the same bytes of the same write stand in one that is carried on. */
function secretsIn({ start, end, source }: PassedRange, leaked: LeakRange): LeakedSecret[] {
  if (leaked.source.number !== source.number) return [];
  const shift = start - source.offset + leaked.source.offset - leaked.start;
  return (leaked.secrets ?? []).flatMap((secret) => {
    const from = Math.max(start, secret.start + shift);
    const to = Math.min(end, secret.end + shift);
    if (from >= to) return [];
    return [{ ...secret, offset: secret.offset + from - secret.start - shift, start: from, end: to }];
  });
}
