import { LINK_TYPE_ETHERNET, linkTypeName } from '../capture-reader/link-types.ts';
import type { CapturedPacket } from '../capture-reader/packet.ts';
import { claimedVersion, EthernetFraming, isFramed } from '../link-layer/ethernet-framing.ts';
import { ToldAddresses } from '../link-layer/told-addresses.ts';
import { UntaggedFrame } from '../link-layer/untagged-frame.ts';
import { ORDINARY_MEMORY } from '../simd/arena.ts';
import type { Region } from '../simd/region-list.ts';
import { SIMD_BYTES, SIMD_VIEW } from '../simd/simd-memory.ts';
import { VERDICT_DELIVERED, VERDICT_NOT_JUDGED } from '../wire/checksum-status.ts';
import { copyBytes } from '../wire/copy.ts';
import { ETHERNET_HEADER_LENGTH } from '../wire/ethernet.ts';
import { IPV4_HEADER_LENGTH } from '../wire/ipv4.ts';
import { IPV6_HEADER_LENGTH } from '../wire/ipv6.ts';
import { REASON_IP_VERSION, REASON_LINK_TYPE, REASON_TOO_SHORT } from '../wire/not-judged.ts';
import { NotJudgedCounts } from '../wire/not-judged-counts.ts';
import { LAYER_NAMES } from '../wire/protocols.ts';
import { ChecksumFindings } from './checksum-findings.ts';
import { isCut, lengthWithoutFcs } from './cut-packet.ts';
import { FrameCheckFindings } from './frame-check-findings.ts';
import { FrameDescriber } from './frame-describer.ts';
import type { FrameFindings } from './frame-findings.ts';
import type { PacketTime } from './inspected-frame.ts';
import type { ReadMemory } from './old-memory/frame-history.ts';
import { MemoryOfLinks } from './old-memory/memory-of-links.ts';
import type { OldMemoryOptions } from './old-memory/old-memory.ts';
import type { OldMemoryTotals } from './old-memory/result.ts';
import { fillsFrame, LEAST_FRAME } from './padding.ts';
import { PaddingFindings } from './padding-findings.ts';
import type { InspectionResult, InspectionTotals, LinkTypeTotals, ProtocolTotals } from './result.ts';
import { Senders } from './senders.ts';

/**
 * Frames from the first to the second number of bytes are moved to SIMD memory if they are not there: their checksums
 * make up for it.
 */
const SHORTEST_MOVED = 400;
const LONGEST_MOVED = 65536;

/** What an inspection cannot know of itself. */
export type InspectionEnd = Pick<InspectionResult, 'file' | 'format' | 'complete' | 'damage'> & {
  /** Blocks that Wireshark numbers as frames; those before the last packet if absent. */
  otherRecords?: number;
};

/**
 * Looks at the packets of a capture one by one: at the checksums, the padding and the old memory of Ethernet frames, and of
 * packets of other links that can be read as some. It keeps no packets, and no more findings than it was told to.
 *
 * @example
 * const inspector = new Inspector(1000);
 * for await (const packet of readCapture(chunks)) inspector.inspect(packet);
 * const result = inspector.result({ file: 'x.pcap', format: 'pcap', complete: true, damage: null });
 */
export class Inspector {
  readonly #region: Region | undefined;
  readonly #describer = new FrameDescriber();
  readonly #framing = new EthernetFraming();
  readonly #untagged = new UntaggedFrame();
  readonly #totals: Omit<InspectionTotals, keyof OldMemoryTotals> = {
    packets: 0,
    otherRecords: 0,
    bytes: 0,
    originalBytes: 0,
    cutPackets: 0,
    otherPackets: 0,
    frames: 0,
    delivered: 0,
    discarded: 0,
    offloaded: 0,
    unverifiable: 0,
    notJudged: 0,
    taggedFrames: 0,
    checksumFailures: 0,
    offloadedChecksums: 0,
    partialChecksums: 0,
    frameCheckSequences: 0,
    wrongFrameCheckSequences: 0,
    zeroPaddedFrames: 0,
    paddedFrames: 0,
    paddingBytes: 0,
    unjudgedPaddings: 0,
  };
  readonly #protocols: ProtocolTotals[] = LAYER_NAMES.map((protocol) => ({
    protocol,
    frames: 0,
    bytes: 0,
    discarded: 0,
    offloaded: 0,
    unverifiable: 0,
    notJudged: 0,
  }));
  readonly #notJudged = new NotJudgedCounts();
  readonly #linkTypes = new Map<number, LinkTypeTotals>();
  /** That of the last packet, which is mostly that of the next. */
  #lastLinkType: LinkTypeTotals | undefined;
  readonly #frameFindings: FrameFindings | undefined;
  readonly #senders = new Senders();
  /** Of the Ethernet frame that is looked at, its sender: an index of `#senders`. */
  #frameSender = 0;
  readonly #checksums: ChecksumFindings;
  readonly #paddings: PaddingFindings;
  readonly #frameChecks: FrameCheckFindings;
  readonly #memory: MemoryOfLinks;
  readonly #told = new ToldAddresses();
  #earliest: PacketTime | null = null;
  #latest: PacketTime | null = null;

  /**
   * @param listed - how many findings of a kind to keep
   * @param arena - that lends SIMD memory to move large packets to, if it has some. None is wanted if absent
   * @param oldMemory - what is looked for besides
   * @param frameFindings - has what was found in the packet that was inspected last, however much that is
   * @param readMemory - where the packets will be, if that is known: less is copied then
   */
  constructor(
    listed: number,
    arena = ORDINARY_MEMORY,
    oldMemory: OldMemoryOptions = {},
    frameFindings?: FrameFindings,
    readMemory?: ReadMemory,
  ) {
    const totals = this.#totals;
    const describer = this.#describer;
    const { checksumFailures, paddings, wrongFrameCheckSequences } = frameFindings ?? {};
    this.#frameFindings = frameFindings;
    this.#checksums = new ChecksumFindings(totals, describer, this.#senders, listed, checksumFailures);
    this.#paddings = new PaddingFindings(totals, describer, listed, paddings);
    this.#frameChecks = new FrameCheckFindings(totals, describer, listed, wrongFrameCheckSequences);
    this.#memory = new MemoryOfLinks(describer, oldMemory, listed, frameFindings?.oldMemory, readMemory);
    this.#region = arena.take(LONGEST_MOVED);
  }

  inspect(packet: CapturedPacket): void {
    const totals = this.#totals;
    this.#frameFindings?.clear();
    totals.packets++;
    totals.otherRecords = packet.number - totals.packets;
    totals.bytes += packet.length;
    totals.originalBytes += packet.originalLength;
    if (isCut(packet)) totals.cutPackets++;
    if (packet.hasTime) this.#noteTime(packet);
    this.#countLinkType(packet);
    if (this.#framing.frame(packet) === undefined) this.#inspectFrame(packet);
    else this.#noteOther(packet);
  }

  /** @returns what was found so far; it shares no memory with what is still to come */
  result({ otherRecords = this.#totals.otherRecords, ...end }: InspectionEnd): InspectionResult {
    const { findings } = this.#memory;
    const result = structuredClone({
      ...end,
      totals: { ...this.#totals, ...findings.totals, otherRecords },
      notJudgedReasons: this.#notJudged.list(),
      earliest: this.#earliest,
      latest: this.#latest,
      protocols: this.#protocols.filter(({ frames }) => frames > 0).sort((a, b) => b.frames - a.frames),
      linkTypes: [...this.#linkTypes.values()].sort((a, b) => b.packets - a.packets),
      checksumGroups: this.#checksums.listGroups(),
      checksumFailures: this.#checksums.kept.first,
      offloadedChecksums: this.#checksums.offloaded,
      offloadSenders: this.#senders.list(),
      wrongFrameCheckSequences: this.#frameChecks.kept.first,
      paddings: this.#paddings.kept.first,
      unjudgedPaddings: this.#paddings.listUnjudged(),
      oldMemory: findings.kept.first,
    });
    // Made for this result alone.
    return { ...result, senders: findings.habits.list((sender) => this.#senders.addressOf(sender)) };
  }

  #inspectFrame(packet: CapturedPacket): void {
    const totals = this.#totals;
    const describer = this.#describer;
    const untagged = this.#untagged;
    const paddings = this.#paddings;
    const { reader } = describer;
    const { shift } = this.#framing;
    const isEthernet = packet.linkType === LINK_TYPE_ETHERNET;
    describer.isMade = !isEthernet;
    if (!isEthernet) this.#told.put(packet, this.#framing);
    const length = isEthernet ? lengthWithoutFcs(packet) : this.#framing.length;
    let { bytes, view, offset } = this.#framing;
    if (this.#region !== undefined && bytes !== SIMD_BYTES && isWorthMoving(length)) {
      copyBytes(bytes, offset, SIMD_BYTES, this.#region.start, length);
      bytes = SIMD_BYTES;
      view = SIMD_VIEW;
      offset = this.#region.start;
    }
    totals.frames++;
    const isWhole = isEthernet && length >= ETHERNET_HEADER_LENGTH;
    if (isWhole) this.#frameSender = this.#senders.ofFrame(packet.view, packet.offset);
    if (untagged.readBy(reader, bytes, view, offset, length)) {
      totals.taggedFrames++;
      view = untagged.view;
    }
    const tags = untagged.tagsLength;
    const protocol = this.#protocols[reader.layer] as ProtocolTotals;
    protocol.frames++;
    protocol.bytes += packet.length;
    if (reader.verdict === VERDICT_DELIVERED) {
      totals.delivered++;
      this.#noteDelivered(packet);
    } else {
      this.#inspectUndelivered(packet, view, protocol);
    }
    // Frames of cooked captures come from an Ethernet as well, which pads them.
    paddings.noteNone(length);
    if (isCut(packet) || !fillsFrame(reader, view)) {
      paddings.inspect(packet, view, tags, shift, length + shift);
    }
    if (isWhole) this.#memory.lookAt(packet, tags, length, paddings, this.#frameSender);
    else if (!isEthernet) this.#lookAtMade(packet, tags);
    if (isEthernet && (packet.fcsLength > 0 || packet.flags !== 0)) this.#frameChecks.inspect(packet);
  }

  /** Looks for old memory in the frame that was made of a packet of another link. */
  #lookAtMade(packet: CapturedPacket, tags: number): void {
    const framing = this.#framing;
    const { tellsSender, isPadded } = this.#told;
    const sender = tellsSender ? this.#senders.ofFrame(framing.view, framing.offset) : this.#packetSender();
    this.#memory.lookAtMade(packet, framing, tags, this.#paddings, sender, isPadded ? LEAST_FRAME : 0);
  }

  /** Notes the checksums of a frame all of which are right. */
  #noteDelivered(packet: CapturedPacket): void {
    const { reader } = this.#describer;
    if (reader.ipVersion === 0 && reader.inner === undefined) return;
    const senders = this.#senders;
    const sender = this.#sender(packet);
    senders.noteDelivered(sender, reader.presentChecksums);
    for (let part = reader.inner; part !== undefined; part = part.inner) {
      senders.noteDelivered(sender, part.presentChecksums);
    }
  }

  /** Notes a frame of which not all is known to be right. */
  #inspectUndelivered(packet: CapturedPacket, view: DataView, protocol: ProtocolTotals): void {
    const totals = this.#totals;
    const checksums = this.#checksums;
    const { reader } = this.#describer;
    const moved = this.#untagged.tagsLength + this.#framing.shift;
    checksums.inspect(packet, view, this.#sender(packet), moved);
    if (checksums.wrong > 0) {
      totals.discarded++;
      protocol.discarded++;
    } else if (checksums.left > 0) {
      totals.offloaded++;
      protocol.offloaded++;
    } else if (reader.verdict === VERDICT_NOT_JUDGED) {
      totals.notJudged++;
      protocol.notJudged++;
      this.#notJudged.count(reader.notJudgedReason, reader.notJudgedValue, packet.number);
    } else {
      totals.unverifiable++;
      protocol.unverifiable++;
    }
  }

  /** Notes a packet that cannot be looked into as a frame. */
  #noteOther(packet: CapturedPacket): void {
    const { linkType, number } = packet;
    this.#totals.otherPackets++;
    this.#totals.notJudged++;
    if (!isFramed(linkType)) {
      this.#notJudged.count(REASON_LINK_TYPE, linkType, number);
      return;
    }
    const version = claimedVersion(packet);
    if (version < 0) this.#notJudged.count(REASON_TOO_SHORT, linkType, number);
    else this.#notJudged.count(REASON_IP_VERSION, version, number);
  }

  /** @returns an index of `senders` */
  #sender({ linkType }: CapturedPacket): number {
    return linkType === LINK_TYPE_ETHERNET ? this.#frameSender : this.#packetSender();
  }

  /** Of a packet of another link, by its IP address. */
  #packetSender(): number {
    const { ipVersion, ipOffset } = this.#describer.reader;
    const { view, offset, length } = this.#framing;
    const isWhole =
      ipVersion !== 0 && length >= ipOffset + (ipVersion === 4 ? IPV4_HEADER_LENGTH : IPV6_HEADER_LENGTH);
    return isWhole ? this.#senders.ofPacket(view, offset + ipOffset, ipVersion) : this.#senders.ofNobody();
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
    let counts = this.#lastLinkType;
    if (counts?.linkType !== linkType) {
      counts = this.#linkTypes.get(linkType);
      if (counts === undefined) {
        counts = { linkType, name: linkTypeName(linkType), packets: 0, bytes: 0 };
        this.#linkTypes.set(linkType, counts);
      }
      this.#lastLinkType = counts;
    }
    counts.packets++;
    counts.bytes += length;
  }
}

function isWorthMoving(length: number): boolean {
  return length >= SHORTEST_MOVED && length <= LONGEST_MOVED;
}

function isEarlier(a: PacketTime, b: PacketTime): boolean {
  return a.seconds < b.seconds || (a.seconds === b.seconds && a.nanoseconds < b.nanoseconds);
}
