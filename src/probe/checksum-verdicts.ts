import {
  CHECKSUM_COUNT,
  CHECKSUM_NAMES,
  STATUS_BAD,
  STATUS_GOOD,
  STATUS_NAMES,
} from '../wire/checksum-status.ts';
import type { FrameReader } from '../wire/frame-reader.ts';
import { FILLINGS, ZEROS } from './fillings.ts';
import { PacketReader } from './packet-reader.ts';
import type { Attempt } from './pass.ts';
import type { ProbedLink } from './probed-link.ts';
import type { ChecksumUnder, ChecksumVerdict, ProbedChecksum } from './result.ts';

/** A checksum of one frame. */
type FoundChecksum = ChecksumUnder & Pick<ProbedChecksum, 'protocol' | 'offset' | 'field'>;

const ABSENT: ChecksumUnder = { status: 'absent', found: null, expected: null };

/** @returns what becomes of each checksum that is in a frame under some filling, in the order of their places */
export function judgeChecksums(attempts: readonly Attempt[], link: ProbedLink): ProbedChecksum[] {
  const reader = new PacketReader(link);
  const found = attempts.map(({ filling, frame }) => ({ filling, checksums: checksumsIn(frame, reader) }));
  const kinds = new Map(found.flatMap(({ checksums }) => [...checksums]));
  return [...kinds]
    .map(([key, { protocol, offset, field }]): ProbedChecksum => {
      const states = found.map(({ filling, checksums }) => ({ filling, ...(checksums.get(key) ?? ABSENT) }));
      const under = FILLINGS.map((_, filling) => underOf(states.find((state) => state.filling === filling)));
      const verdict = verdictOf(states);
      const sumsItself =
        verdict === 'wrong-on-old-memory' && under.every((state, i) => isOffByField(state, i, offset));
      return { protocol, offset, field, verdict, sumsItself, under };
    })
    .sort((a, b) => a.offset - b.offset);
}

function underOf(state: ChecksumUnder | undefined): ChecksumUnder {
  if (state === undefined) return ABSENT;
  const { status, found, expected } = state;
  return { status, found, expected };
}

function verdictOf(states: readonly (ChecksumUnder & { filling: number })[]): ChecksumVerdict {
  const present = states.filter(({ status }) => status !== 'absent');
  const onZeros = present.filter(({ filling }) => filling === ZEROS);
  if (present.some(({ status }) => status === 'bad')) {
    return onZeros.some(({ status }) => status === 'bad') ? 'wrong' : 'wrong-on-old-memory';
  }
  if (present.some(({ status }) => status !== 'good')) return 'unverifiable';
  return dependsOnFilling(present) ? 'right-over-old-memory' : 'right';
}

/** Whether a sum is another with another filling, and the same again with the same: not one that varies by itself. */
function dependsOnFilling(present: readonly (ChecksumUnder & { filling: number })[]): boolean {
  const byFilling = new Map<number, number | null>();
  for (const { filling, found } of present) {
    if ((byFilling.get(filling) ?? found) !== found) return false;
    byFilling.set(filling, found);
  }
  return new Set(byFilling.values()).size > 1;
}

/** Whether a sum is wrong by what the filling has in its field, in ones' complement, where 0xffff is 0 (RFC 1071). */
function isOffByField({ found, expected }: ChecksumUnder, filling: number, offset: number): boolean {
  if (found === null || expected === null) return false;
  const byteAt = FILLINGS[filling]?.byteAt ?? (() => 0);
  const old = (byteAt(offset) << 8) | byteAt(offset + 1);
  return (expected - found - old) % 0xffff === 0;
}

/** @returns by protocol and place: in the frame's own headers, and in packets in it */
function checksumsIn(bytes: Uint8Array, reader: PacketReader): Map<string, FoundChecksum> {
  const found = new Map<string, FoundChecksum>();
  if (!reader.read(bytes)) return found;
  for (let packet: FrameReader | undefined = reader.frame; packet !== undefined; packet = packet.inner) {
    for (let which = 0; which < CHECKSUM_COUNT; which++) {
      const { status, offset: at, found: value, expected } = packet.checksum(which);
      if (status === 0 || at < 0) continue;
      const offset = at + reader.shift;
      const isKnown = status === STATUS_GOOD || status === STATUS_BAD;
      const protocol = CHECKSUM_NAMES[which] as ProbedChecksum['protocol'];
      found.set(`${protocol} ${offset}`, {
        protocol,
        offset,
        field: packet === reader.frame ? reader.fieldAt(offset) : `${protocol}.checksum`,
        status: STATUS_NAMES[status] ?? 'absent',
        found: isKnown ? value : null,
        expected: isKnown ? expected : null,
      });
    }
  }
  return found;
}
