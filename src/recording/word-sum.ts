import type { ChecksumFailure, ChecksumProtocol } from '../audit/findings.ts';
import { fold } from '../wire/checksum.ts';
import { fieldAt, fieldName } from '../wire/frame-fields.ts';
import type { FrameReader } from '../wire/frame-reader.ts';
import type { SummedWord, WordSum } from './recording.ts';

/** Words beside the packet that are told one by one. */
const MOST_BESIDE = 64;

/** Bytes as they lie in memory: those of the frame, and what comes behind it in its block. */
export interface Surroundings {
  bytes: Uint8Array;
  /** Index in `bytes` of the frame's first byte. */
  offset: number;
}

/**
 * Works out word by word how a wrong checksum came about.
 *
 * @param reader - has read the frame
 * @returns undefined if what the checksum covers is not known, as of a packet within another
 */
export function wordSum(
  failure: ChecksumFailure,
  reader: FrameReader,
  memory: Surroundings,
): WordSum | undefined {
  const covered = coverage(failure, reader);
  if (covered === undefined) return undefined;
  const packet = packetWords(failure, reader, covered);
  if ((~fold(total(packet)) & 0xffff) !== failure.expected) return undefined;
  const { beside, leftOut } = wordsBeside(failure, covered, memory);
  const sum = fold(total(packet) + total(beside) + (leftOut?.sum ?? 0));
  const adds = isSame(~sum & 0xffff, failure.found);
  return { packet, beside, ...(leftOut === undefined ? {} : { leftOut }), adds };
}

interface Coverage {
  start: number;
  /** One past the last byte. */
  end: number;
  pseudo: SummedWord[];
}

/** What the checksum is to cover (RFC 791, 768, 792, 4443; RFC 9293, 3.1). */
function coverage(failure: ChecksumFailure, reader: FrameReader): Coverage | undefined {
  if (failure.within !== undefined || reader.ipOffset < 0) return undefined;
  const { ipOffset, transportOffset, ipEnd } = reader;
  if (failure.protocol === 'ipv4')
    return { start: ipOffset, end: ipOffset + reader.ipHeaderLength, pseudo: [] };
  if (transportOffset < 0 || failure.protocol === 'gre') return undefined;
  // A datagram ends where its own header says.
  const own = reader.bytes.subarray(reader.start + transportOffset);
  const end =
    failure.protocol === 'udp'
      ? Math.min(ipEnd, transportOffset + (own[4] ?? 0) * 256 + (own[5] ?? 0))
      : ipEnd;
  if (failure.offset < transportOffset || failure.offset >= end) return undefined;
  const pseudo =
    failure.protocol === 'icmp' ? [] : pseudoHeader(failure.protocol, reader, end - transportOffset);
  return { start: transportOffset, end, pseudo };
}

function pseudoHeader(protocol: ChecksumProtocol, reader: FrameReader, length: number): SummedWord[] {
  const [from, bytes] = reader.ipVersion === 4 ? [12, 8] : [8, 32];
  const start = reader.ipOffset + from;
  const addresses = wordsFrom(reader.bytes, reader.start, start, start + bytes).map(
    ({ value }, i): SummedWord => {
      return { value, name: `pseudo header: ${i < bytes / 4 ? 'source' : 'destination'}` };
    },
  );
  const number = { tcp: 6, udp: 17, icmpv6: 58 }[protocol as 'tcp' | 'udp' | 'icmpv6'];
  return [
    ...addresses,
    { value: number ?? 0, name: 'pseudo header: protocol' },
    { value: length & 0xffff, name: 'pseudo header: length' },
  ];
}

/** What a right writer sums: the packet as it is, with zero for the checksum. */
function packetWords(
  failure: ChecksumFailure,
  reader: FrameReader,
  { start, end, pseudo }: Coverage,
): SummedWord[] {
  const words = wordsFrom(reader.bytes, reader.start, start, end).map(({ at, value }): SummedWord => {
    const source = failure.staleSummed.find((range) => at < range.end && at + 2 > range.start)?.source;
    const isChecksum = at === failure.offset;
    return {
      at,
      value: isChecksum ? 0 : value,
      name: fieldName(fieldAt(reader, at)),
      ...(source === undefined || isChecksum ? {} : { source }),
    };
  });
  return [...pseudo, ...words];
}

/**
 * Stale memory that was summed, but is not what the receiver finds there: the place of the checksum, which is written
 * when the sum is done, and whatever lies behind the packet.
 */
function wordsBeside(
  failure: ChecksumFailure,
  { start, end }: Coverage,
  { bytes, offset }: Surroundings,
): Pick<WordSum, 'beside' | 'leftOut'> {
  const beside: SummedWord[] = [];
  const leftOut = { words: 0, sum: 0 };
  let overwritten: SummedWord | undefined;
  let behind = 0;
  for (const range of failure.staleSummed) {
    const { source } = range;
    for (let at = evenly(range.start, start); at < range.end; at += 2) {
      if (at === failure.offset) {
        overwritten = { at, value: 0, name: 'the place of the checksum, before it was written', source };
        continue;
      }
      if (at >= start && at < end) continue;
      // A range may begin, and end, in the middle of a word.
      const high = at >= range.start ? (bytes[offset + at] ?? 0) : 0;
      const low = at + 1 < range.end ? (bytes[offset + at + 1] ?? 0) : 0;
      const value = high * 256 + low;
      behind += value;
      if (beside.length < MOST_BESIDE) {
        beside.push({ at, value, name: 'behind the packet', source });
        continue;
      }
      leftOut.words++;
      leftOut.sum = fold(leftOut.sum + value);
    }
  }
  if (overwritten !== undefined) {
    // It is gone by now; but what was added in all is known.
    const added = (failure.expected - failure.found + 0xffff) % 0xffff;
    overwritten.value = (added - (fold(behind) % 0xffff) + 0xffff) % 0xffff;
    beside.unshift(overwritten);
  }
  return { beside, ...(leftOut.words === 0 ? {} : { leftOut }) };
}

/** @returns the last offset up to `at` that is a number of whole words from `start` */
function evenly(at: number, start: number): number {
  return at - ((at - start) & 1);
}

/** The last one is filled up with a zero, if it is cut. */
function wordsFrom(
  bytes: Uint8Array,
  frame: number,
  start: number,
  end: number,
): { at: number; value: number }[] {
  const words: { at: number; value: number }[] = [];
  for (let at = start; at < end; at += 2) {
    const low = at + 1 < end ? (bytes[frame + at + 1] ?? 0) : 0;
    words.push({ at, value: (bytes[frame + at] ?? 0) * 256 + low });
  }
  return words;
}

function total(words: readonly SummedWord[]): number {
  return words.reduce((sum, { value }) => sum + value, 0);
}

/** In ones' complement zero has two forms. */
function isSame(a: number, b: number): boolean {
  return a % 0xffff === b % 0xffff;
}
