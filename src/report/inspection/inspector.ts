import { LINK_TYPE_ETHERNET, linkTypeName } from '../../capture-reader/link-types.ts';
import type { CapturedPacket } from '../../capture-reader/packet.ts';
import { EthernetFraming, isFramed } from '../../link-layer/ethernet-framing.ts';
import type { Region } from '../../simd/region-list.ts';
import { SIMD_BYTES, SIMD_REGIONS, SIMD_VIEW } from '../../simd/simd-memory.ts';
import {
  CHECKSUM_COUNT,
  CHECKSUM_NAMES,
  STATUS_BAD,
  VERDICT_DELIVERED,
  VERDICT_DISCARDED,
  VERDICT_NOT_JUDGED,
} from '../../wire/checksum-status.ts';
import { copyBytes } from '../../wire/copy.ts';
import { describeFlow, Flow, protocolOf, storeFlow } from '../../wire/flow.ts';
import { FrameReader } from '../../wire/frame-reader.ts';
import { LAYER_NAMES } from '../../wire/layers.ts';
import { REASON_IP_VERSION, REASON_LINK_TYPE } from '../../wire/not-judged.ts';
import { NotJudgedCounts } from '../../wire/not-judged-counts.ts';
import { hasFrameCheckSequence } from './frame-check-sequence.ts';
import { paddingStart } from './padding.ts';
import { isPartial } from './partial-checksum.ts';
import type {
  InspectedFrame,
  InspectionResult,
  InspectionTotals,
  LinkTypeTotals,
  PacketTime,
  Padding,
  ProtocolTotals,
  WrongChecksum,
  WrongChecksumGroup,
} from './result.ts';
import { coversUncaptured } from './uncaptured.ts';
import { UntaggedFrame } from './untagged-frame.ts';

/** The most bytes of padding that a finding keeps. */
const KEPT_PADDING = 256;

/**
 * Frames from the first to the second number of bytes are moved to SIMD memory if they are not there: their checksums
 * make up for it.
 */
const SHORTEST_MOVED = 400;
const LONGEST_MOVED = 65536;

/** What an inspection cannot know of itself. */
export type InspectionEnd = Pick<InspectionResult, 'file' | 'format' | 'complete' | 'damage'>;

/**
 * Looks at the packets of a capture one by one: at the checksums and the padding of Ethernet frames, and at the checksums
 * of IP packets of other link layers. It keeps no packets, and no more findings than it was told to.
 *
 * @example
 * const inspector = new Inspector(1000);
 * for await (const packet of readCapture(chunks)) inspector.inspect(packet);
 * const result = inspector.result({ file: 'x.pcap', format: 'pcap', complete: true, damage: null });
 */
export class Inspector {
  readonly #listed: number;
  readonly #region: Region | undefined;
  readonly #reader = new FrameReader();
  readonly #framing = new EthernetFraming();
  readonly #untagged = new UntaggedFrame();
  readonly #flow = new Flow();
  readonly #totals: InspectionTotals = {
    packets: 0,
    bytes: 0,
    originalBytes: 0,
    cutPackets: 0,
    otherPackets: 0,
    frames: 0,
    delivered: 0,
    discarded: 0,
    unverifiable: 0,
    notJudged: 0,
    taggedFrames: 0,
    checksumFailures: 0,
    partialChecksums: 0,
    paddedFrames: 0,
    paddingBytes: 0,
  };
  readonly #protocols: ProtocolTotals[] = LAYER_NAMES.map((protocol) => ({
    protocol,
    frames: 0,
    bytes: 0,
    discarded: 0,
    unverifiable: 0,
    notJudged: 0,
  }));
  readonly #notJudged = new NotJudgedCounts();
  readonly #linkTypes = new Map<number, LinkTypeTotals>();
  readonly #groups: WrongChecksumGroup[] = CHECKSUM_NAMES.map((protocol) => ({
    protocol,
    failures: 0,
    partial: 0,
    firstFrame: 0,
  }));
  readonly #checksumFailures: WrongChecksum[] = [];
  readonly #paddings: Padding[] = [];
  #earliest: PacketTime | null = null;
  #latest: PacketTime | null = null;

  /**
   * @param listed - how many findings of a kind to keep
   * @param simd - whether to take SIMD memory, if there is some left; it is then to be released
   */
  constructor(listed: number, simd = false) {
    this.#listed = listed;
    this.#region = simd ? SIMD_REGIONS.take(LONGEST_MOVED) : undefined;
  }

  /** Gives SIMD memory back: there are to be no more packets. */
  release(): void {
    if (this.#region !== undefined) SIMD_REGIONS.put(this.#region);
  }

  inspect(packet: CapturedPacket): void {
    const totals = this.#totals;
    totals.packets++;
    totals.bytes += packet.length;
    totals.originalBytes += packet.originalLength;
    if (isCut(packet)) totals.cutPackets++;
    if (packet.hasTime) this.#noteTime(packet);
    this.#countLinkType(packet);
    if (this.#framing.frame(packet) === undefined) this.#inspectFrame(packet);
    else this.#noteOther(packet);
  }

  /** @returns what was found so far; it shares no memory with what is still to come */
  result(end: InspectionEnd): InspectionResult {
    return structuredClone({
      ...end,
      totals: this.#totals,
      notJudgedReasons: this.#notJudged.list(),
      earliest: this.#earliest,
      latest: this.#latest,
      protocols: this.#protocols.filter(({ frames }) => frames > 0).sort((a, b) => b.frames - a.frames),
      linkTypes: [...this.#linkTypes.values()].sort((a, b) => b.packets - a.packets),
      checksumGroups: this.#groups.filter(({ failures }) => failures > 0),
      checksumFailures: this.#checksumFailures,
      paddings: this.#paddings,
    });
  }

  #inspectFrame(packet: CapturedPacket): void {
    const totals = this.#totals;
    const untagged = this.#untagged;
    const reader = this.#reader;
    const { length } = this.#framing;
    let { bytes, view, offset } = this.#framing;
    if (this.#region !== undefined && bytes !== SIMD_BYTES && isWorthMoving(length)) {
      copyBytes(bytes, offset, SIMD_BYTES, this.#region.start, length);
      bytes = SIMD_BYTES;
      view = SIMD_VIEW;
      offset = this.#region.start;
    }
    totals.frames++;
    if (untagged.read(bytes, view, offset, length)) {
      totals.taggedFrames++;
      view = untagged.view;
      reader.read(untagged.bytes, view, 0, untagged.length);
    } else {
      reader.read(bytes, view, offset, length);
    }
    const protocol = this.#protocols[reader.layer] as ProtocolTotals;
    protocol.frames++;
    protocol.bytes += packet.length;
    if (reader.verdict === VERDICT_DELIVERED) {
      totals.delivered++;
    } else if (reader.verdict === VERDICT_DISCARDED && this.#noteChecksums(packet, view)) {
      totals.discarded++;
      protocol.discarded++;
    } else if (reader.verdict === VERDICT_NOT_JUDGED) {
      totals.notJudged++;
      protocol.notJudged++;
      this.#notJudged.count(reader.notJudgedReason, reader.notJudgedValue, packet.number);
    } else {
      totals.unverifiable++;
      protocol.unverifiable++;
    }
    // Only Ethernet pads.
    if (packet.linkType === LINK_TYPE_ETHERNET) this.#inspectPadding(packet);
  }

  /** Notes a packet that cannot be looked into as a frame. */
  #noteOther({ linkType, number, bytes, offset }: CapturedPacket): void {
    const totals = this.#totals;
    totals.otherPackets++;
    totals.notJudged++;
    // Of a link type that is taken, those are IP packets of no version.
    const isIp = isFramed(linkType);
    const version = (bytes[offset] ?? 0) >>> 4;
    this.#notJudged.count(isIp ? REASON_IP_VERSION : REASON_LINK_TYPE, isIp ? version : linkType, number);
  }

  /** @returns whether there was a checksum that is really wrong */
  #noteChecksums(packet: CapturedPacket, view: DataView): boolean {
    const reader = this.#reader;
    const isIncomplete = isCut(packet);
    let isWrong = false;
    for (let checksum = 0; checksum < CHECKSUM_COUNT; checksum++) {
      if (reader.checksum(checksum).status !== STATUS_BAD) continue;
      if (isIncomplete && coversUncaptured(reader, view, checksum)) continue;
      isWrong = true;
      this.#noteChecksum(packet, view, checksum);
    }
    return isWrong;
  }

  #noteChecksum(packet: CapturedPacket, view: DataView, checksum: number): void {
    const reader = this.#reader;
    const totals = this.#totals;
    const group = this.#groups[checksum] as WrongChecksumGroup;
    const partial = isPartial(reader, view, checksum);
    totals.checksumFailures++;
    if (group.failures === 0) group.firstFrame = packet.number;
    group.failures++;
    if (partial) {
      totals.partialChecksums++;
      group.partial++;
    }
    if (this.#checksumFailures.length >= this.#listed) return;
    const { offset, found, expected, isQuoted } = reader.checksum(checksum);
    this.#checksumFailures.push({
      frame: this.#frame(packet),
      protocol: group.protocol,
      offset: offset + this.#untagged.tagsLength + this.#framing.shift,
      found,
      expected,
      quoted: isQuoted,
      partial,
    });
  }

  #inspectPadding(packet: CapturedPacket): void {
    const { bytes, view, offset, length } = packet;
    const start = paddingStart(this.#reader) + this.#untagged.tagsLength;
    let nonZero = countNonZero(bytes, offset + start, offset + length);
    if (nonZero === 0) return;
    let end = length;
    if (length - start >= 4 && hasFrameCheckSequence(bytes, view, offset, length)) {
      end -= 4;
      nonZero = countNonZero(bytes, offset + start, offset + end);
      if (nonZero === 0) return;
    }
    this.#totals.paddedFrames++;
    this.#totals.paddingBytes += nonZero;
    if (this.#paddings.length >= this.#listed) return;
    const kept = bytes.slice(offset + start, offset + Math.min(end, start + KEPT_PADDING));
    this.#paddings.push({ frame: this.#frame(packet), start, end, nonZero, bytes: kept });
  }

  #frame({ number, hasTime, seconds, nanoseconds }: CapturedPacket): InspectedFrame {
    storeFlow(this.#reader, this.#flow);
    return {
      number,
      time: hasTime ? { seconds, nanoseconds } : null,
      protocol: protocolOf(this.#flow),
      flow: describeFlow(this.#flow),
    };
  }

  #noteTime(packet: CapturedPacket): void {
    const { seconds, nanoseconds } = packet;
    if (this.#earliest === null || isEarlier(packet, this.#earliest))
      this.#earliest = { seconds, nanoseconds };
    if (this.#latest === null) this.#latest = { seconds, nanoseconds };
    else if (isEarlier(this.#latest, packet)) {
      this.#latest.seconds = seconds;
      this.#latest.nanoseconds = nanoseconds;
    }
  }

  #countLinkType({ linkType, length }: CapturedPacket): void {
    let counts = this.#linkTypes.get(linkType);
    if (counts === undefined) {
      counts = { linkType, name: linkTypeName(linkType), packets: 0, bytes: 0 };
      this.#linkTypes.set(linkType, counts);
    }
    counts.packets++;
    counts.bytes += length;
  }
}

function isWorthMoving(length: number): boolean {
  return length >= SHORTEST_MOVED && length <= LONGEST_MOVED;
}

function isCut({ length, originalLength }: CapturedPacket): boolean {
  return originalLength > length;
}

function isEarlier(a: PacketTime, b: PacketTime): boolean {
  return a.seconds < b.seconds || (a.seconds === b.seconds && a.nanoseconds < b.nanoseconds);
}

function countNonZero(bytes: Uint8Array, start: number, end: number): number {
  let count = 0;
  for (let i = start; i < end; i++) if (bytes[i] !== 0) count++;
  return count;
}
