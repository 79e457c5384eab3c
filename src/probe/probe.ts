import type { DeviceName } from '../netchannel/devices.ts';
import { type JudgedByte, judgeByte } from './byte-verdicts.ts';
import { judgeChecksums } from './checksum-verdicts.ts';
import { evidentLink } from './evident-link.ts';
import { FILLINGS, SHOWN, ZEROS } from './fillings.ts';
import { flawsOf, isLeak } from './flaws.ts';
import { judgeLength } from './length-verdict.ts';
import { PacketReader } from './packet-reader.ts';
import { type Attempt, attemptsAt, type Pass } from './pass.ts';
import type { ProbedLink } from './probed-link.ts';
import type {
  ChecksumVerdict,
  ProbedChecksum,
  ProbedFrame,
  ProbeResult,
  ProbeTotals,
  Refusal,
  Stretch,
} from './result.ts';
import { stretchesOf } from './stretches.ts';

const NOTHING = new Uint8Array(0);

/** What is known of the packets that a writer makes. */
export interface ProbedWriter {
  /** What link they are for; what is evident if absent. */
  link?: ProbedLink | undefined;
  /** The device whose channel they have crossed, if they have: then they are Ethernet frames. */
  device?: DeviceName | undefined;
}

/**
 * Judges a packet writer by what it made of buffers that held different things.
 *
 * @param passes - at least one on zeros, which has all frames
 * @param size - of the buffers, in bytes
 */
export function judgePasses(passes: readonly Pass[], size: number, writer: ProbedWriter = {}): ProbeResult {
  const clean = passes.find(({ filling }) => filling === ZEROS)?.frames ?? [];
  const { device } = writer;
  const link = writer.link ?? (device === undefined ? evidentLink(clean) : 'ethernet');
  const frames = clean.map((_, index) => judgeFrame(passes, index, size, link));
  return {
    size,
    linkType: link,
    linkTypeGiven: writer.link !== undefined,
    device: device ?? null,
    fillings: FILLINGS.map(({ name, says }) => ({ name, says })),
    passes: passes.length,
    frames,
    totals: totalsOf(frames),
  };
}

function judgeFrame(passes: readonly Pass[], index: number, size: number, link: ProbedLink): ProbedFrame {
  const attempts = attemptsAt(passes, index);
  const clean = frameUnder(attempts, ZEROS) ?? NOTHING;
  const dirtyFilling = shownFilling(attempts);
  const length = judgeLength(attempts);
  const longest = Math.max(...attempts.map(({ frame }) => frame.length));
  const checksums = judgeChecksums(attempts, link);
  const bytes = Array.from({ length: longest }, (_, offset) => judgeByte(attempts, offset, size));
  for (const checksum of checksums) joinBytes(bytes, checksum);
  const stretches = stretchesOf(bytes, fieldsOf(attempts, clean, link));
  const refusals = refusalsAt(passes, index);
  return {
    number: index + 1,
    ...readerOf(clean, link).described(),
    length,
    stretches,
    checksums,
    refusals,
    flaws: flawsOf({ length, stretches, checksums, refusals }),
    clean,
    dirty: frameUnder(attempts, dirtyFilling) ?? NOTHING,
    dirtyFilling,
  };
}

function frameUnder(attempts: readonly Attempt[], filling: number): Uint8Array | undefined {
  return attempts.find((attempt) => attempt.filling === filling)?.frame;
}

/** @returns the first filling from 0xa5 on that there is a frame under */
function shownFilling(attempts: readonly Attempt[]): number {
  const there = attempts.map(({ filling }) => filling).filter((filling) => filling >= SHOWN);
  return there.length === 0 ? ZEROS : Math.min(...there);
}

/** A sum of two bytes may differ in one of them only: that is chance. */
function joinBytes(bytes: JudgedByte[], { offset }: ProbedChecksum): void {
  const [first, second] = [bytes[offset], bytes[offset + 1]];
  if (first === undefined || second === undefined) return;
  if (first.verdict === 'depends' && second.verdict === 'written') bytes[offset + 1] = first;
  if (second.verdict === 'depends' && first.verdict === 'written') bytes[offset] = second;
}

/** @returns what field a byte is of: in the frame on clean memory, or, behind its end, in the first that has the byte */
function fieldsOf(
  attempts: readonly Attempt[],
  clean: Uint8Array,
  link: ProbedLink,
): (offset: number) => string {
  const readers = new Map<Uint8Array, PacketReader>();
  return (offset) => {
    const frame =
      offset < clean.length ? clean : (attempts.find((one) => offset < one.frame.length)?.frame ?? clean);
    const reader = readers.get(frame) ?? readerOf(frame, link);
    readers.set(frame, reader);
    return reader.fieldAt(offset);
  };
}

function readerOf(frame: Uint8Array, link: ProbedLink): PacketReader {
  const reader = new PacketReader(link);
  reader.read(frame);
  return reader;
}

/** @returns of each filling under which the frame was refused, why it was the first time */
function refusalsAt(passes: readonly Pass[], index: number): Refusal[] {
  const refusals = new Map<number, Refusal>();
  for (const { filling, frames, refusal } of passes) {
    if (refusal === undefined || frames.length !== index || refusals.has(filling)) continue;
    refusals.set(filling, { filling, why: refusal });
  }
  return [...refusals.values()].sort((a, b) => a.filling - b.filling);
}

function totalsOf(frames: readonly ProbedFrame[]): ProbeTotals {
  const stretches = frames.flatMap((frame) => frame.stretches);
  const flaws = frames.flatMap((frame) => frame.flaws);
  const checksums = frames.flatMap((frame) => frame.checksums);
  const bytes = (isOf: (stretch: Stretch) => boolean): number =>
    stretches.filter(isOf).reduce((sum, { start, end }) => sum + end - start, 0);
  const sums = (verdict: ChecksumVerdict): number =>
    checksums.filter((checksum) => checksum.verdict === verdict).length;
  return {
    frames: frames.length,
    bytes: bytes(() => true),
    written: bytes(({ verdict }) => verdict === 'written'),
    leaked: bytes(isLeak),
    depends: bytes(({ verdict }) => verdict === 'depends'),
    varies: bytes(({ verdict }) => verdict === 'varies'),
    unknown: bytes(({ verdict }) => verdict === 'unknown'),
    leakingFrames: frames.filter((frame) => frame.stretches.some(isLeak)).length,
    staleSums: sums('wrong-on-old-memory'),
    wrongChecksums: sums('wrong'),
    dependencies: flaws.filter(({ rule }) => rule === 'depends').length,
    flaws: flaws.length,
  };
}
