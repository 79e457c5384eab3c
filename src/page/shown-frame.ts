import type { ForwardedFrame, LeakHop, LeakRange, Recipient, StaleSource } from '../audit/findings.ts';
import type { OldMemory } from '../inspection/old-memory/result.ts';
import type { InspectedPacket } from '../recording/inspected-packet.ts';
import type { RecordedFrame } from '../recording/recording.ts';

/** A frame, of a run or of a capture, as far as the page shows its bytes. */
export interface ShownFrame
  extends Pick<RecordedFrame, 'number' | 'flow' | 'recipient' | 'length' | 'bytes' | 'fields'> {
  /** One of the words that frames are chosen by. */
  verdict: string;
  direction?: RecordedFrame['direction'];
  checksum?: RecordedFrame['checksum'];
  leakedBytes: number;
  crossRecipientBytes: number;
  /** Where bytes lie that nobody wrote since they were zeroed: start and end, pair after pair. */
  cleared: readonly number[];
  leak?: { ranges: readonly ShownRange[]; way?: readonly LeakHop[] };
  /** The channel that it crossed, if there are several. */
  channel?: string;
  /** The frame that a firewall made it of. */
  forwards?: ForwardedFrame;
  /** Old bytes that it carries on from that. */
  passedOn?: readonly ShownRange[];
  passedOnBytes?: number;
  /** Bytes that look like old memory, and nobody knows whose. */
  suspects?: readonly Suspect[];
}

/** Stale bytes, with where they are from. */
export interface ShownRange
  extends Pick<LeakRange, 'start' | 'end' | 'field' | 'crossRecipient' | 'secrets'> {
  source: ShownSource;
}

/** @returns all old bytes of a frame: those that leak in it, and those that it carries on */
export function oldRanges({ leak, passedOn }: Pick<ShownFrame, 'leak' | 'passedOn'>): readonly ShownRange[] {
  const leaked = leak?.ranges ?? [];
  return passedOn === undefined ? leaked : [...leaked, ...passedOn];
}

/** Of a capture, nobody knows which step of what script sent it. */
export type ShownSource = Pick<StaleSource, 'number' | 'offset' | 'framesAgo' | 'recipient'> &
  Partial<Pick<StaleSource, 'step' | 'isPending'>>;

/** Bytes that are not what they should be. */
export interface Suspect {
  start: number;
  end: number;
  /** What there is to be said of them: ' equal …', ': text'. */
  fact: string;
}

/** What becomes of a packet that was captured, as far as that can be told. */
export const VERDICTS_OF_CAPTURES = {
  wrong: 'wrong checksum',
  offloaded: 'checksum left to the card',
  nothing: 'nothing wrong found',
} as const;

/**
 * @param packet - of a capture
 * @param factOf - what there is to be said of old memory that is from no packet
 */
export function shownPacket(packet: InspectedPacket, factOf: (finding: OldMemory) => string): ShownFrame {
  const { number, flow, recipient, length, bytes, fields, wrong, offloaded, paddings } = packet;
  const ranges: ShownRange[] = [];
  const suspects: Suspect[] = [];
  for (const finding of packet.oldMemory) {
    const { start, end, field, crossRecipient, source } = finding;
    if (source === null) {
      suspects.push({ start, end, fact: factOf(finding) });
      continue;
    }
    const { frame, offset } = source;
    const of = { number: frame, offset, framesAgo: number - frame, recipient: addressee(source.recipient) };
    ranges.push({ start, end, field, crossRecipient, source: of });
  }
  for (const { start, end } of paddings) suspects.push({ start, end, fact: ': padding that is not zero' });
  const bytesOf = (some: readonly ShownRange[]): number =>
    some.reduce((sum, { start, end }) => sum + end - start, 0);
  const { wrong: isWrong, offloaded: isOffloaded, nothing } = VERDICTS_OF_CAPTURES;
  return {
    number,
    flow,
    recipient,
    length,
    bytes,
    fields,
    verdict: wrong.length > 0 ? isWrong : offloaded.length > 0 ? isOffloaded : nothing,
    leakedBytes: bytesOf(ranges),
    crossRecipientBytes: bytesOf(ranges.filter(({ crossRecipient }) => crossRecipient)),
    cleared: [],
    ...(ranges.length === 0 ? {} : { leak: { ranges: ranges.sort((a, b) => a.start - b.start) } }),
    ...(suspects.length === 0 ? {} : { suspects }),
  };
}

/** Of an address that a finding names. */
function addressee(address: string): Recipient {
  return { kind: address === '' ? 'unknown' : 'ipv4', address };
}
