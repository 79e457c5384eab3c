/** What a block says about its packet beside the bytes (draft-ietf-opsawg-pcapng, section 4.3). */
import { checkChoice, checkUint64 } from './check.ts';
import { OPTION_COMMENT, OPTION_END, OPTION_HEADER, paddingOf } from './pcapng-block.ts';
import { checkComments, fitComment, LONGEST_OPTION, UTF8, utf8Length } from './pcapng-text.ts';

const ACTION = 'Cannot write a packet';

const OPTION_FLAGS = 2;
const OPTION_DROP_COUNT = 4;
const OPTION_PACKET_ID = 5;
const OPTION_VERDICT = 7;

const FLAGS_OPTION = OPTION_HEADER + 4;
const UINT64_OPTION = OPTION_HEADER + 8;

const DIRECTIONS = { inbound: 1, outbound: 2 } as const;
const RECEPTION_SHIFT = 2;
const RECEPTIONS = { unicast: 1, multicast: 2, broadcast: 3, promiscuous: 4 } as const;
const CHECKSUMS = { 'not ready': 1 << 9, valid: 1 << 10 } as const;
const SEGMENTED = 1 << 11;
const VERDICTS = { hardware: 0, tc: 1, xdp: 2 } as const;
const DIRECTION_NAMES = Object.keys(DIRECTIONS);
const RECEPTION_NAMES = Object.keys(RECEPTIONS);
const CHECKSUM_NAMES = Object.keys(CHECKSUMS);
const VERDICT_NAMES = Object.keys(VERDICTS);

/** What somebody decided to do with a packet. */
export type PacketVerdict =
  /** Of a device, in its own terms. */
  | { kind: 'hardware'; bytes: Uint8Array }
  /** Of Linux: a TC_ACT_ or XDP_ number. */
  | { kind: 'tc' | 'xdp'; code: number | bigint };

export interface PacketDetails {
  /** Into or out of the one whose capture this is. */
  direction?: keyof typeof DIRECTIONS;
  /** Whom the packet was for. */
  reception?: keyof typeof RECEPTIONS;
  /** Of its checksum: its sender left it to the network card, or its receiver's has checked it. */
  checksum?: keyof typeof CHECKSUMS;
  /** Whether several segments on the wire are one packet here, because the network card makes them or joins them. */
  segmented?: boolean;
  /** Of 64 bits; the same on two interfaces says that both saw the same packet. */
  packetId?: number | bigint;
  /** Any number of them. One of more than 65535 bytes is cut between two characters and ends with '…'. */
  comments?: readonly string[];
  /** Packets lost between the one before on this interface and this one. */
  dropCount?: number | bigint;
  verdict?: PacketVerdict;
  /** Length of the packet on the wire, if only the beginning of it is at hand. */
  originalLength?: number;
}

/**
 * Checks the details and measures what they take in a block.
 *
 * @returns a number of bytes, 0 if there is nothing to say
 * @throws TypeError if one has the wrong type
 * @throws RangeError if it is out of range
 */
export function packetOptionsLength(details: PacketDetails): number {
  const { direction, reception, packetId, comments, dropCount, verdict } = details;
  let length = 0;
  if (comments !== undefined) {
    checkComments(ACTION, comments);
    for (const comment of comments) {
      const size = utf8Length(fitComment(comment));
      length += OPTION_HEADER + size + paddingOf(size);
    }
  }
  if (direction !== undefined) checkChoice(ACTION, 'the direction', direction, DIRECTION_NAMES);
  if (reception !== undefined) checkChoice(ACTION, 'the reception', reception, RECEPTION_NAMES);
  const { checksum } = details;
  if (checksum !== undefined) checkChoice(ACTION, 'the checksum', checksum, CHECKSUM_NAMES);
  if (hasFlags(details)) length += FLAGS_OPTION;
  if (dropCount !== undefined) {
    checkUint64(ACTION, 'the drop count', dropCount);
    length += UINT64_OPTION;
  }
  if (packetId !== undefined) {
    checkUint64(ACTION, 'the packet id', packetId);
    length += UINT64_OPTION;
  }
  if (verdict !== undefined) {
    const size = verdictLength(verdict);
    length += OPTION_HEADER + size + paddingOf(size);
  }
  return length === 0 ? 0 : length + OPTION_HEADER;
}

/**
 * Writes as many bytes as `packetOptionsLength` returned.
 *
 * @param bytes and `view` are of the same memory
 */
export function writePacketOptions(
  bytes: Uint8Array,
  view: DataView,
  start: number,
  details: PacketDetails,
): void {
  const { packetId, comments = [], dropCount, verdict } = details;
  let at = start;
  for (const comment of comments) {
    const { written } = UTF8.encodeInto(fitComment(comment), bytes.subarray(at + OPTION_HEADER));
    at = endOption(view, at, OPTION_COMMENT, written);
  }
  if (hasFlags(details)) {
    view.setUint32(at + OPTION_HEADER, flagsOf(details), true);
    at = endOption(view, at, OPTION_FLAGS, 4);
  }
  if (dropCount !== undefined) {
    writeUint64(view, at + OPTION_HEADER, dropCount);
    at = endOption(view, at, OPTION_DROP_COUNT, 8);
  }
  if (packetId !== undefined) {
    writeUint64(view, at + OPTION_HEADER, packetId);
    at = endOption(view, at, OPTION_PACKET_ID, 8);
  }
  if (verdict !== undefined) {
    view.setUint8(at + OPTION_HEADER, VERDICTS[verdict.kind]);
    if (verdict.kind === 'hardware') bytes.set(verdict.bytes, at + OPTION_HEADER + 1);
    else writeUint64(view, at + OPTION_HEADER + 1, verdict.code);
    at = endOption(view, at, OPTION_VERDICT, verdictLength(verdict));
  }
  if (at > start) view.setUint32(at, OPTION_END, true);
}

function hasFlags({ direction, reception, checksum, segmented }: PacketDetails): boolean {
  return direction !== undefined || reception !== undefined || checksum !== undefined || segmented === true;
}

function flagsOf({ direction, reception, checksum, segmented }: PacketDetails): number {
  return (
    (direction === undefined ? 0 : DIRECTIONS[direction]) |
    (reception === undefined ? 0 : RECEPTIONS[reception] << RECEPTION_SHIFT) |
    (checksum === undefined ? 0 : CHECKSUMS[checksum]) |
    (segmented === true ? SEGMENTED : 0)
  );
}

/**
 * Puts the header before a value and the padding behind it.
 *
 * @returns the offset of what comes next
 */
function endOption(view: DataView, at: number, code: number, length: number): number {
  view.setUint16(at, code, true);
  view.setUint16(at + 2, length, true);
  const end = at + OPTION_HEADER + length;
  const next = end + paddingOf(length);
  for (let i = end; i < next; i++) view.setUint8(i, 0);
  return next;
}

/** A bigint of its own for every number would be what takes the most time here. */
function writeUint64(view: DataView, at: number, value: number | bigint): void {
  if (typeof value === 'bigint') {
    view.setBigUint64(at, value, true);
    return;
  }
  view.setUint32(at, value, true);
  view.setUint32(at + 4, value / 0x1_0000_0000, true);
}

function verdictLength(verdict: PacketVerdict): number {
  checkChoice(ACTION, 'the kind of the verdict', verdict.kind, VERDICT_NAMES);
  if (verdict.kind !== 'hardware') {
    checkUint64(ACTION, 'the verdict', verdict.code);
    return 1 + 8;
  }
  if (!(verdict.bytes instanceof Uint8Array)) {
    throw new TypeError(
      `${ACTION}: the bytes of the verdict must be a Uint8Array, got ${typeof verdict.bytes}`,
    );
  }
  const { length } = verdict.bytes;
  if (1 + length > LONGEST_OPTION) {
    throw new RangeError(
      `${ACTION}: the verdict must have at most ${LONGEST_OPTION - 1} bytes, got ${length}`,
    );
  }
  return 1 + length;
}
