import { LINK_TYPE_ETHERNET, linkTypeName } from '../capture-reader/link-types.ts';
import {
  type CapturedPacket,
  emptyPacket,
  PACKET_FLAGS,
  type PacketFields,
} from '../capture-reader/packet.ts';
import { claimedVersion, EthernetFraming, isFramed } from '../link-layer/ethernet-framing.ts';
import { ToldAddresses } from '../link-layer/told-addresses.ts';
import { UntaggedFrame } from '../link-layer/untagged-frame.ts';
import { storeToldFlow } from '../link-layer/untold-mac.ts';
import { ORDINARY_MEMORY } from '../simd/arena.ts';
import type { Region } from '../simd/region-list.ts';
import { SIMD_BYTES, SIMD_VIEW } from '../simd/simd-memory.ts';
import { formatMac } from '../wire/address.ts';
import {
  CHECKSUM_COUNT,
  CHECKSUM_NAMES,
  STATUS_ABSENT,
  STATUS_BAD,
  STATUS_UNVERIFIABLE,
  VERDICT_DELIVERED,
  VERDICT_NOT_JUDGED,
} from '../wire/checksum-status.ts';
import { copyBytes } from '../wire/copy.ts';
import { ETHERNET_DESTINATION, ETHERNET_HEADER_LENGTH } from '../wire/ethernet.ts';
import { describeFlow, Flow, protocolOf, recipientOf, storeFlow } from '../wire/flow.ts';
import { FrameReader } from '../wire/frame-reader.ts';
import { IPV4_HEADER_LENGTH } from '../wire/ipv4.ts';
import { IPV6_HEADER_LENGTH } from '../wire/ipv6.ts';
import { REASON_IP_VERSION, REASON_LINK_TYPE, REASON_TOO_SHORT } from '../wire/not-judged.ts';
import { NotJudgedCounts } from '../wire/not-judged-counts.ts';
import { LAYER_NAMES } from '../wire/protocols.ts';
import { wrappingsOf } from '../wire/wrappings-of.ts';
import { FCS_LENGTH, frameCheckSequence, hasFrameCheckSequence } from './frame-check-sequence.ts';
import type { FrameFindings } from './frame-findings.ts';
import type { InspectedFrame, PacketTime } from './inspected-frame.ts';
import { KeptFindings } from './kept-findings.ts';
import { leftToCard, NOT_LEFT, OFFLOAD_CAUSES } from './offload.ts';
import type { ReadMemory } from './old-memory/frame-history.ts';
import { MemoryFindings } from './old-memory/memory-findings.ts';
import { type LookedAt, OldMemoryFinder, type OldMemoryOptions } from './old-memory/old-memory.ts';
import type { OldMemoryTotals } from './old-memory/result.ts';
import { fillsFrame, innerTrailer, LEAST_FRAME, LENGTH_UNKNOWN, paddingStart } from './padding.ts';
import type {
  InspectionResult,
  InspectionTotals,
  LinkTypeTotals,
  OffloadedChecksum,
  Padding,
  ProtocolTotals,
  UnjudgedPadding,
  UnjudgedReason,
  WrongChecksum,
  WrongChecksumGroup,
  WrongFrameCheckSequence,
} from './result.ts';
import { Senders } from './senders.ts';
import { coversUncaptured } from './uncaptured.ts';

/** The most bytes of padding that a finding keeps. */
const KEPT_PADDING = 256;

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
  readonly #listed: number;
  readonly #region: Region | undefined;
  readonly #reader = new FrameReader();
  readonly #framing = new EthernetFraming();
  readonly #untagged = new UntaggedFrame();
  readonly #flow = new Flow();
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
  /** Checksums of the frame that is looked at: those that are wrong, and those that are left to a card. */
  readonly #inFrame = { wrong: 0, left: 0 };
  readonly #linkTypes = new Map<number, LinkTypeTotals>();
  /** That of the last packet, which is mostly that of the next. */
  #lastLinkType: LinkTypeTotals | undefined;
  readonly #groups: WrongChecksumGroup[] = CHECKSUM_NAMES.map((protocol) => ({
    protocol,
    failures: 0,
    firstFrame: 0,
  }));
  readonly #frameFindings: FrameFindings | undefined;
  readonly #checksumFailures: KeptFindings<WrongChecksum>;
  readonly #offloadedChecksums: OffloadedChecksum[] = [];
  readonly #senders = new Senders();
  readonly #wrongFrameCheckSequences: KeptFindings<WrongFrameCheckSequence>;
  readonly #paddings: KeptFindings<Padding>;
  readonly #unjudged: Readonly<Record<UnjudgedReason, UnjudgedPadding>> = {
    undeclared: { reason: 'undeclared', frames: 0, firstFrame: 0 },
    offloaded: { reason: 'offloaded', frames: 0, firstFrame: 0 },
    cut: { reason: 'cut', frames: 0, firstFrame: 0 },
    inner: { reason: 'inner', frames: 0, firstFrame: 0 },
  };
  readonly #memory: MemoryFindings;
  readonly #oldMemoryOptions: OldMemoryOptions;
  /** Looks into the packets of Ethernet. */
  readonly #oldMemory: OldMemoryFinder;
  /** By the shift of their frames, for packets of other links: what these have in the same place, they have in the same memory. */
  readonly #onOtherLinks = new Map<number, OldMemoryFinder>();
  readonly #told = new ToldAddresses();
  /** Whether the header of the frame that is looked at was made. */
  #isMade = false;
  /** A packet of another link, as the frame that was made of it. */
  readonly #madeFrame: PacketFields = emptyPacket();
  /** The frame that is looked at. */
  readonly #looked: LookedAt = {
    packet: emptyPacket(),
    reader: this.#reader,
    tags: 0,
    length: 0,
    padding: 0,
    paddingEnd: 0,
    sender: 0,
    least: LEAST_FRAME,
  };
  readonly #describeLooked = (): InspectedFrame => this.#frame(this.#looked.packet);
  /** Who a frame is for, and who each packet in it is for. */
  readonly #recipientsOfLooked = (): readonly string[] => {
    const { bytes, offset } = this.#looked.packet;
    // What was made is the address of nobody.
    const addresses = this.#isMade ? [] : [formatMac(bytes, offset + ETHERNET_DESTINATION)];
    for (let part: FrameReader | undefined = this.#reader; part !== undefined; part = part.inner) {
      this.#storeFlow(part);
      addresses.push(recipientOf(this.#flow).address);
    }
    return addresses;
  };
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
    this.#listed = listed;
    this.#frameFindings = frameFindings;
    this.#checksumFailures = new KeptFindings(listed, frameFindings?.checksumFailures);
    this.#wrongFrameCheckSequences = new KeptFindings(listed, frameFindings?.wrongFrameCheckSequences);
    this.#paddings = new KeptFindings(listed, frameFindings?.paddings);
    this.#memory = new MemoryFindings(listed, frameFindings?.oldMemory);
    this.#oldMemoryOptions = oldMemory;
    this.#oldMemory = new OldMemoryFinder(this.#memory, oldMemory, undefined, readMemory);
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
    const result = structuredClone({
      ...end,
      totals: { ...this.#totals, ...this.#memory.totals, otherRecords },
      notJudgedReasons: this.#notJudged.list(),
      earliest: this.#earliest,
      latest: this.#latest,
      protocols: this.#protocols.filter(({ frames }) => frames > 0).sort((a, b) => b.frames - a.frames),
      linkTypes: [...this.#linkTypes.values()].sort((a, b) => b.packets - a.packets),
      checksumGroups: this.#groups.filter(({ failures }) => failures > 0),
      checksumFailures: this.#checksumFailures.first,
      offloadedChecksums: this.#offloadedChecksums,
      offloadSenders: this.#senders.list(),
      wrongFrameCheckSequences: this.#wrongFrameCheckSequences.first,
      paddings: this.#paddings.first,
      unjudgedPaddings: Object.values(this.#unjudged).filter(({ frames }) => frames > 0),
      oldMemory: this.#memory.kept.first,
    });
    // Made for this result alone.
    return { ...result, senders: this.#memory.habits.list((sender) => this.#senders.addressOf(sender)) };
  }

  #inspectFrame(packet: CapturedPacket): void {
    const totals = this.#totals;
    const untagged = this.#untagged;
    const reader = this.#reader;
    const isEthernet = packet.linkType === LINK_TYPE_ETHERNET;
    if (!isEthernet) this.#beginMade(packet);
    const length = isEthernet ? lengthWithoutFcs(packet) : this.#framing.length;
    let { bytes, view, offset } = this.#framing;
    if (this.#region !== undefined && bytes !== SIMD_BYTES && isWorthMoving(length)) {
      copyBytes(bytes, offset, SIMD_BYTES, this.#region.start, length);
      bytes = SIMD_BYTES;
      view = SIMD_VIEW;
      offset = this.#region.start;
    }
    totals.frames++;
    if (isEthernet && length >= ETHERNET_HEADER_LENGTH) {
      this.#looked.sender = this.#senders.ofFrame(packet.view, packet.offset);
    }
    if (untagged.readBy(reader, bytes, view, offset, length)) {
      totals.taggedFrames++;
      view = untagged.view;
    }
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
    this.#looked.padding = length;
    this.#looked.paddingEnd = length;
    if (isCut(packet) || !fillsFrame(reader, view)) {
      this.#inspectPadding(packet, view, length + this.#framing.shift);
    }
    if (!isEthernet) this.#lookOnOtherLink(packet);
    else if (length >= ETHERNET_HEADER_LENGTH) this.#lookForOldMemory(packet, length);
    if (isEthernet && (packet.fcsLength > 0 || packet.flags !== 0)) this.#inspectFcs(packet);
  }

  /** Notes the checksums of a frame all of which are right. */
  #noteDelivered(packet: CapturedPacket): void {
    const reader = this.#reader;
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
    const reader = this.#reader;
    this.#inFrame.wrong = 0;
    this.#inFrame.left = 0;
    if (reader.ipVersion !== 0 || reader.inner !== undefined) this.#noteChecksums(packet, view);
    const { wrong, left } = this.#inFrame;
    if (wrong > 0) {
      totals.discarded++;
      protocol.discarded++;
    } else if (left > 0) {
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

  #lookForOldMemory(packet: CapturedPacket, length: number): void {
    const looked = this.#looked;
    looked.packet = packet;
    looked.tags = this.#untagged.tagsLength;
    looked.length = length;
    this.#oldMemory.look(looked, this.#describeLooked, this.#recipientsOfLooked);
  }

  /** The frame has a header that was made: what the packet tells is put into it. */
  #beginMade(packet: CapturedPacket): void {
    this.#isMade = true;
    this.#told.put(packet, this.#framing);
  }

  /** Looks for old memory in the frame that was made of a packet, which is all that is left to be done with it. */
  #lookOnOtherLink(packet: CapturedPacket): void {
    const { bytes, view, offset, length, shift } = this.#framing;
    const { number, dataPosition, hasTime, seconds, nanoseconds } = packet;
    const originalLength = packet.originalLength - shift;
    const told = { number, dataPosition, hasTime, seconds, nanoseconds };
    Object.assign(this.#madeFrame, { ...told, bytes, view, offset, length, originalLength });
    const looked = this.#looked;
    looked.packet = this.#madeFrame;
    looked.tags = this.#untagged.tagsLength;
    looked.length = length;
    looked.sender = this.#told.tellsSender ? this.#senders.ofFrame(view, offset) : this.#packetSender();
    looked.least = this.#told.isPadded ? LEAST_FRAME : 0;
    this.#finderOf(shift).look(looked, this.#describeLooked, this.#recipientsOfLooked);
    // The next packet may be one of Ethernet, which is looked at without a thought to others.
    looked.least = LEAST_FRAME;
    this.#isMade = false;
  }

  #finderOf(shift: number): OldMemoryFinder {
    let finder = this.#onOtherLinks.get(shift);
    if (finder === undefined) {
      finder = new OldMemoryFinder(this.#memory, this.#oldMemoryOptions, {
        shift,
        made: ETHERNET_HEADER_LENGTH,
      });
      this.#onOtherLinks.set(shift, finder);
    }
    return finder;
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

  /** Notes what came out of the checksums of a frame. */
  #noteChecksums(packet: CapturedPacket, view: DataView): void {
    const sender = this.#sender(packet);
    for (let part: FrameReader | undefined = this.#reader; part !== undefined; part = part.inner) {
      this.#noteChecksumsOf(packet, part, view, sender);
    }
  }

  /** @param reader - of the frame, or of a packet in it */
  #noteChecksumsOf(packet: CapturedPacket, reader: FrameReader, view: DataView, sender: number): void {
    const inFrame = this.#inFrame;
    for (let checksum = 0; checksum < CHECKSUM_COUNT; checksum++) {
      const { status, isQuoted } = reader.checksum(checksum);
      if (status === STATUS_ABSENT || status === STATUS_UNVERIFIABLE) continue;
      this.#senders.noteSeen(sender, checksum);
      if (status !== STATUS_BAD || (isCut(packet) && coversUncaptured(reader, view, checksum))) continue;
      const cause = leftToCard(reader, checksum, packet.flags);
      if (cause === NOT_LEFT) {
        inFrame.wrong++;
        this.#noteWrong(packet, reader, checksum);
      } else {
        inFrame.left++;
        if (!isQuoted) this.#senders.noteLeft(sender, checksum, packet);
        this.#noteOffloaded(packet, reader, checksum, OFFLOAD_CAUSES[cause] as OffloadedChecksum['cause']);
      }
    }
  }

  /** @returns an index of `senders` */
  #sender({ linkType }: CapturedPacket): number {
    return linkType === LINK_TYPE_ETHERNET ? this.#looked.sender : this.#packetSender();
  }

  /** Of a packet of another link, by its IP address. */
  #packetSender(): number {
    const { ipVersion, ipOffset } = this.#reader;
    const { view, offset, length } = this.#framing;
    const isWhole =
      ipVersion !== 0 && length >= ipOffset + (ipVersion === 4 ? IPV4_HEADER_LENGTH : IPV6_HEADER_LENGTH);
    return isWhole ? this.#senders.ofPacket(view, offset + ipOffset, ipVersion) : this.#senders.ofNobody();
  }

  #noteWrong(packet: CapturedPacket, reader: FrameReader, checksum: number): void {
    const group = this.#groups[checksum] as WrongChecksumGroup;
    this.#totals.checksumFailures++;
    if (group.failures === 0) group.firstFrame = packet.number;
    group.failures++;
    if (!this.#checksumFailures.isNextWanted) return;
    this.#checksumFailures.keep(this.#describeChecksum(packet, reader, checksum));
  }

  #noteOffloaded(
    packet: CapturedPacket,
    reader: FrameReader,
    checksum: number,
    cause: OffloadedChecksum['cause'],
  ): void {
    this.#totals.offloadedChecksums++;
    if (cause === 'partial') this.#totals.partialChecksums++;
    if (this.#offloadedChecksums.length >= this.#listed) return;
    this.#offloadedChecksums.push({ ...this.#describeChecksum(packet, reader, checksum), cause });
  }

  #describeChecksum(packet: CapturedPacket, reader: FrameReader, checksum: number): WrongChecksum {
    const { offset, found, expected, isQuoted, isMissing } = reader.checksum(checksum);
    const within = wrappingsOf(this.#reader, reader);
    return {
      frame: this.#frame(packet),
      within,
      packet: within.length === 0 ? null : this.#flowOf(reader),
      protocol: (this.#groups[checksum] as WrongChecksumGroup).protocol,
      offset: offset + this.#untagged.tagsLength + this.#framing.shift,
      found,
      expected,
      quoted: isQuoted,
      missing: isMissing,
    };
  }

  /**
   * Sets where padding begins and ends.
   * @param length - of the packet, without a check sequence that the capture says is there
   */
  #inspectPadding(packet: CapturedPacket, frameView: DataView, length: number): void {
    const { bytes, view, offset } = packet;
    const totals = this.#totals;
    const looked = this.#looked;
    const { shift } = this.#framing;
    const untagged = paddingStart(this.#reader, frameView);
    looked.padding = untagged;
    if (untagged < 0) {
      const reason = isCut(packet) ? 'cut' : untagged === LENGTH_UNKNOWN ? 'undeclared' : 'offloaded';
      this.#noteUnjudged(packet, reason);
      return;
    }
    const start = untagged + this.#untagged.tagsLength + shift;
    looked.padding = start - shift;
    if (lengthOnWire(packet) > Math.max(length, start)) this.#noteUnjudged(packet, 'cut');
    else if (this.#reader.inner !== undefined && innerTrailer(this.#reader, frameView, untagged) >= 0) {
      this.#noteUnjudged(packet, 'inner');
    }
    if (start >= length) return;
    let nonZero = countNonZero(bytes, offset + start, offset + length);
    let end = length;
    if (nonZero > 0 && length - start >= FCS_LENGTH && hasFrameCheckSequence(bytes, view, offset, length)) {
      end -= FCS_LENGTH;
      looked.paddingEnd = end - shift;
      nonZero = countNonZero(bytes, offset + start, offset + end);
    }
    if (nonZero === 0) {
      if (end > start) totals.zeroPaddedFrames++;
      return;
    }
    totals.paddedFrames++;
    this.#totals.paddingBytes += nonZero;
    if (!this.#paddings.isNextWanted) return;
    const kept = bytes.slice(offset + start, offset + Math.min(end, start + KEPT_PADDING));
    this.#paddings.keep({ frame: this.#frame(packet), start, end, nonZero, bytes: kept });
  }

  #noteUnjudged({ number }: CapturedPacket, reason: UnjudgedReason): void {
    const unjudged = this.#unjudged[reason];
    if (unjudged.frames === 0) unjudged.firstFrame = number;
    unjudged.frames++;
    this.#totals.unjudgedPaddings++;
  }

  #inspectFcs(packet: CapturedPacket): void {
    const { bytes, view, offset, length, flags } = packet;
    const totals = this.#totals;
    const seenByCard = (flags & PACKET_FLAGS.crcError) !== 0;
    const isThere = packet.fcsLength > 0 && length >= FCS_LENGTH && !isCut(packet);
    if (!isThere && !seenByCard) return;
    const at = length - FCS_LENGTH;
    let found: number | null = null;
    let expected: number | null = null;
    if (isThere) {
      totals.frameCheckSequences++;
      found = view.getUint32(offset + at);
      expected = frameCheckSequence(bytes, offset, at);
      if (found === expected && !seenByCard) return;
    }
    totals.wrongFrameCheckSequences++;
    if (!this.#wrongFrameCheckSequences.isNextWanted) return;
    this.#wrongFrameCheckSequences.keep({
      frame: this.#frame(packet),
      offset: isThere ? at : null,
      found,
      expected,
      seenByCard,
    });
  }

  #flowOf(reader: FrameReader): string {
    this.#storeFlow(reader);
    return describeFlow(this.#flow);
  }

  #storeFlow(reader: FrameReader): void {
    if (this.#isMade) storeToldFlow(reader, this.#flow);
    else storeFlow(reader, this.#flow);
  }

  #frame({ number, dataPosition, hasTime, seconds, nanoseconds }: CapturedPacket): InspectedFrame {
    this.#storeFlow(this.#reader);
    return {
      number,
      position: dataPosition,
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

function isCut({ length, originalLength }: CapturedPacket): boolean {
  return originalLength > length;
}

/** @returns how much of a frame was captured, without the check sequence that the capture says is at its end */
function lengthWithoutFcs(packet: CapturedPacket): number {
  return Math.min(packet.length, lengthOnWire(packet));
}

/** @returns the length of a frame on the wire, without the check sequence that the capture says is at its end */
function lengthOnWire({ linkType, length, originalLength, fcsLength }: CapturedPacket): number {
  const whole = Math.max(length, originalLength);
  // Whatever the capture says how long it is: an Ethernet has but one, and what is not Ethernet none.
  return fcsLength > 0 && linkType === LINK_TYPE_ETHERNET ? Math.max(0, whole - FCS_LENGTH) : whole;
}

function isEarlier(a: PacketTime, b: PacketTime): boolean {
  return a.seconds < b.seconds || (a.seconds === b.seconds && a.nanoseconds < b.nanoseconds);
}

function countNonZero(bytes: Uint8Array, start: number, end: number): number {
  let count = 0;
  for (let i = start; i < end; i++) if (bytes[i] !== 0) count++;
  return count;
}
