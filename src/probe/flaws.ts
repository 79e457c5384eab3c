import type { ByteVerdict, Flaw, FlawCause, ProbedChecksum, ProbedFrame, Stretch } from './result.ts';

/** What of a frame its flaws are made of. */
type Judged = Pick<ProbedFrame, 'length' | 'stretches' | 'checksums' | 'refusals'>;

const LEAKS: ReadonlySet<ByteVerdict> = new Set(['passed-through', 'some-bits', 'copied']);

/** Fields that a program fills with what is its own: bytes that are missing there are a hole, and no field that is left out. */
const BODY = /(^|\.)(payload|data|trailer|padding|body)$/;

/** Bytes side by side that have one verdict, of one field or several. */
interface Region {
  start: number;
  end: number;
  stretches: Stretch[];
}

/** @returns whether bytes of the buffer are in the frame, as they were */
export function isLeak({ verdict }: Pick<Stretch, 'verdict'>): boolean {
  return LEAKS.has(verdict);
}

/**
 * @returns what is wrong, in the order of the bytes: each region that passes through, each that is computed from old memory,
 * each wrong checksum. A checksum that is right whatever passes through is no flaw: it is mended with what it sums up.
 */
export function flawsOf({ length, stretches, checksums, refusals }: Judged): Flaw[] {
  const whole = stretches.at(-1)?.end ?? 0;
  const leaks = regionsOf(stretches, isLeak).map((region) => leakOf(region, whole));
  const sums = checksums.filter((checksum) => !isLeftOut(checksum, stretches)).flatMap(wrongSum);
  const computed = regionsOf(
    stretches,
    (stretch) => stretch.verdict === 'depends' && !isSum(stretch, checksums),
  );
  const bytes = computed.map((region): Flaw => ({ rule: 'depends', cause: 'computed', ...placeOf(region) }));
  const ofBytes = [...leaks, ...sums, ...bytes].sort((a, b) => a.start - b.start);
  return [
    ...ofBytes,
    ...(length.verdict === 'depends' ? [ofNoBytes('length')] : []),
    ...(refusals.length > 0 ? [ofNoBytes('refused')] : []),
  ];
}

function ofNoBytes(cause: FlawCause): Flaw {
  return { rule: 'depends', cause, start: 0, end: 0, fields: [] };
}

function wrongSum({ verdict, offset, field }: ProbedChecksum): Flaw[] {
  if (verdict !== 'wrong' && verdict !== 'wrong-on-old-memory') return [];
  const rule = verdict === 'wrong' ? 'wrong-checksum' : 'stale-sum';
  return [{ rule, cause: 'checksum', start: offset, end: offset + 2, fields: [field] }];
}

/** Whether a checksum is not written at all: then it is wrong for that, and that is told. */
function isLeftOut({ offset }: ProbedChecksum, stretches: readonly Stretch[]): boolean {
  return stretches.some((stretch) => isLeak(stretch) && stretch.start <= offset && stretch.end >= offset + 2);
}

/** Whether the bytes are a checksum's, of which its own verdict tells. */
function isSum({ start, end }: Stretch, checksums: readonly ProbedChecksum[]): boolean {
  return checksums.some(
    ({ offset, verdict }) => verdict !== 'unverifiable' && start >= offset && end <= offset + 2,
  );
}

function leakOf(region: Region, whole: number): Flaw {
  return { rule: 'leak', cause: causeOf(region, whole), ...placeOf(region) };
}

function causeOf({ start, end, stretches }: Region, whole: number): FlawCause {
  const verdict = stretches[0]?.verdict;
  if (verdict === 'copied' || verdict === 'some-bits') return verdict;
  if (start === 0 && end === whole) return 'nothing-written';
  if (end === whole) return 'announced';
  return stretches.every(({ field }) => BODY.test(field)) ? 'hole' : 'left-out';
}

function placeOf({ start, end, stretches }: Region): Pick<Flaw, 'start' | 'end' | 'fields'> {
  return { start, end, fields: [...new Set(stretches.map(({ field }) => field))] };
}

/** @returns stretches that lie side by side and have one verdict, together */
function regionsOf(stretches: readonly Stretch[], isOf: (stretch: Stretch) => boolean): Region[] {
  const regions: Region[] = [];
  for (const stretch of stretches.filter(isOf)) {
    const last = regions.at(-1);
    const before = last?.stretches.at(-1);
    if (last === undefined || before === undefined || !goesOn(before, stretch)) {
      regions.push({ start: stretch.start, end: stretch.end, stretches: [stretch] });
    } else {
      last.end = stretch.end;
      last.stretches.push(stretch);
    }
  }
  return regions;
}

/** Whether a stretch is of one flaw with the one before it; what is copied, if it was side by side in the buffer, too. */
function goesOn(before: Stretch, stretch: Stretch): boolean {
  if (before.end !== stretch.start || before.verdict !== stretch.verdict) return false;
  return before.from === null || before.from + before.end - before.start === stretch.from;
}
