import type { Flaw, ProbedChecksum, ProbedFrame, ProbeResult } from '../../probe/result.ts';
import { printable } from '../printable.ts';
import { byteSpan, counted, enumerated, hex16 } from '../words.ts';

/** Fields that are named one by one; of more, the first and the last are. */
const MOST_FIELDS = 3;

/** @returns the bytes that a flaw is about, and their fields: `byte 15 (ipv4.tos)` */
export function flawPlace({ start, end, fields }: Pick<Flaw, 'start' | 'end' | 'fields'>): string {
  return `${byteSpan(start, end)} (${fieldsText(fields)})`;
}

/** @returns a flaw in one sentence, without a full stop */
export function flawSentence(flaw: Flaw, frame: ProbedFrame, result: Pick<ProbeResult, 'fillings'>): string {
  const { start, end } = flaw;
  const one = end - start === 1;
  const place = flawPlace(flaw);
  switch (flaw.cause) {
    case 'left-out':
      return `${place} ${one ? 'passes' : 'pass'} through: the writer leaves ${one ? 'it' : 'them'} out`;
    case 'hole':
      return `${place} ${one ? 'passes' : 'pass'} through: a hole between what is written`;
    case 'announced':
      return `${place} ${one ? 'passes' : 'pass'} through, up to the end of the frame: more is announced than written`;
    case 'nothing-written':
      return `all ${counted(end - start, 'byte')} pass through: nothing is written`;
    case 'some-bits':
      return `${place}: some bits pass through, ${masksText(flaw, frame)}: they are left as they were, and others are set`;
    case 'copied':
      return `${place} ${one ? 'holds' : 'hold'} what was in the buffer at ${sourceText(flaw, frame)}: copied, and never written`;
    case 'checksum':
      return checksumSentence(flaw, frame, result);
    case 'computed':
      return `${place} ${one ? 'is' : 'are'} computed from old memory: not the same under each filling, and not what was there`;
    case 'length':
      return `the length depends on old memory: ${lengthsText(frame, result)}`;
    case 'refused':
      return `whether there is a frame depends on old memory: ${refusalsText(frame, result)}`;
  }
}

function checksumSentence(
  flaw: Flaw,
  frame: ProbedFrame,
  { fillings }: Pick<ProbeResult, 'fillings'>,
): string {
  const place = flawPlace(flaw);
  const checksum = frame.checksums.find(({ offset }) => offset === flaw.start);
  if (checksum === undefined) return `${place} are wrong`;
  const values = checksum.under.flatMap(({ status, found, expected }, i) =>
    status === 'bad' && found !== null && expected !== null
      ? [`${hex16(found)} for ${hex16(expected)} on ${fillings[i]?.name ?? ''}`]
      : [],
  );
  if (flaw.rule === 'wrong-checksum') {
    return `${place} are wrong whatever is in the buffer: ${values[0] ?? ''}`;
  }
  const why = checksum.sumsItself
    ? 'the field itself is summed, and not cleared before'
    : 'something is summed that is not what is sent';
  return `${place} are right on clean memory and wrong on old: ${values[0] ?? ''}; ${why}`;
}

/** @returns what is told of a checksum that is no flaw; undefined if there is nothing to tell */
export function checksumRemark({ verdict, offset, field }: ProbedChecksum): string | undefined {
  if (verdict !== 'right-over-old-memory') return undefined;
  return `${byteSpan(offset, offset + 2)} (${field}) differ with what passes through, and are right each time`;
}

function masksText({ start, end }: Flaw, { stretches }: ProbedFrame): string {
  const masks = stretches.filter((stretch) => stretch.start >= start && stretch.end <= end);
  const texts = new Set(masks.map(({ mask }) => `0x${(mask ?? 0xff).toString(16).padStart(2, '0')}`));
  return `mask ${enumerated([...texts])}`;
}

function sourceText({ start }: Flaw, { stretches }: ProbedFrame): string {
  return String(stretches.find((stretch) => stretch.start === start)?.from ?? '?');
}

/** @returns `60 bytes on zeros, 165 on 0xa5` */
export function lengthsText({ length }: ProbedFrame, { fillings }: Pick<ProbeResult, 'fillings'>): string {
  const told = length.under.flatMap((bytes, i) =>
    bytes === null ? [] : [{ bytes, name: fillings[i]?.name ?? '' }],
  );
  return told
    .map(({ bytes, name }, i) => `${i === 0 ? counted(bytes, 'byte') : String(bytes)} on ${name}`)
    .join(', ');
}

/** Those with one reason together. */
function refusalsText({ refusals }: ProbedFrame, { fillings }: Pick<ProbeResult, 'fillings'>): string {
  const byReason = new Map<string, string[]>();
  for (const { filling, why } of refusals) {
    byReason.set(why, [...(byReason.get(why) ?? []), fillings[filling]?.name ?? '']);
  }
  return [...byReason].map(([why, names]) => `on ${enumerated(names)} ${printable(why)}`).join('; ');
}

function fieldsText(fields: readonly string[]): string {
  if (fields.length <= MOST_FIELDS) return enumerated(fields);
  return `${fields[0]} to ${fields.at(-1)}`;
}
