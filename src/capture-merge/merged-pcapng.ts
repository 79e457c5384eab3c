import type { CapturedPacket } from '../capture-reader/packet.ts';
import { MOST_INTERFACES } from '../capture-reader/pcapng.ts';
import { ChunkedWriter } from '../pcap-writer/chunked-writer.ts';
import { completePcapngOptions } from '../pcap-writer/pcapng-section.ts';
import { writeTicks } from '../pcap-writer/pcapng-time.ts';
import type { Sink } from '../pcap-writer/sink.ts';
import { Budget } from './budget.ts';
import { CannotMerge } from './feed.ts';
import { StatisticsSum } from './interface-statistics.ts';
import {
  BLOCK_BODY,
  BLOCK_TRAILER,
  type BlockOption,
  blockKey,
  ENHANCED_PACKET,
  NO_TIME,
  OPTION_COMMENT,
  readOptions,
  SECTION_OPTIONS,
  withOptions,
} from './pcapng-blocks.ts';

const CHUNK_SIZE = 1_048_576;
const SECTION_LENGTH = 16;
/** Offset of an interface's snap length. */
const SNAP_LENGTH = BLOCK_BODY + 4;
const PACKET_TIME = BLOCK_BODY + 4;
const PACKET_CAPTURED_LENGTH = BLOCK_BODY + 12;
const PACKET_DATA = BLOCK_BODY + 20;

/** Bytes of descriptions, comments and statistics that are held until the end, at most. */
const MOST_HELD = 64 * 1024 * 1024;

/** With the end of the options. */
const NO_TIME_COMMENT = commentOption(NO_TIME);

const NO_OPTIONS = new Uint8Array(0);

/** A block of statistics, and in which section of its capture it stands. */
interface Kept {
  section: number;
  block: Uint8Array;
}

/** An interface of the merged capture. */
interface MergedInterface {
  /** Offset of its description. */
  at: number;
  /** 0 for no limit. */
  snapLength: number;
  /** Bytes of its longest packet. */
  longest: number;
  /** There are packets whose captured length follows from the snap length. */
  isBound: boolean;
}

/**
 * The one section that captures become. Interfaces, and names, that several files describe with the same bytes are one.
 */
export class MergedPcapng extends ChunkedWriter {
  packets = 0;
  bytes = 0;
  readonly #numbers = new Map<string, number>();
  readonly #interfaces: MergedInterface[] = [];
  readonly #names = new Set<string>();
  /** By interface, and for each of these the last block of each capture. */
  readonly #statistics = new Map<number, Map<number, Kept>>();
  /** Of sections that are over. */
  readonly #sums = new Map<number, StatisticsSum>();
  readonly #descriptionBudget = new Budget('descriptions of interfaces', MOST_HELD);
  readonly #statisticsBudget = new Budget('statistics', MOST_HELD);
  readonly #nameBudget = new Budget('names', MOST_HELD);

  constructor(sink: Sink) {
    super(sink, CHUNK_SIZE);
  }

  /** Whether what was written can still be put right. */
  get canRestate(): boolean {
    return this.sink.rewrite !== undefined;
  }

  /** Begins the section, as the first file does, with the comments of all. @param sections - of pcapng files */
  begin(sections: readonly Uint8Array[]): void {
    const first = sections[0] ?? completePcapngOptions({}).header;
    const budget = new Budget('comments', MOST_HELD);
    const options: BlockOption[] = [];
    const known = new Set<string>();
    for (const section of sections) {
      budget.take(section.length);
      for (const option of readOptions(section, SECTION_OPTIONS)) {
        const key = blockKey(option.value);
        const isNew = option.code === OPTION_COMMENT && !known.has(key);
        if (option.code === OPTION_COMMENT) known.add(key);
        if (isNew || (section === first && option.code !== OPTION_COMMENT)) options.push(option);
      }
    }
    // Comments stand first, wherever the files have them.
    const isComment = ({ code }: BlockOption): number => (code === OPTION_COMMENT ? 0 : 1);
    const head = first.slice(0, SECTION_OPTIONS);
    head.fill(0xff, SECTION_LENGTH, SECTION_LENGTH + 8);
    this.append(
      withOptions(
        head,
        SECTION_OPTIONS,
        [...options].sort((a, b) => isComment(a) - isComment(b)),
      ),
    );
  }

  /**
   * Describes an interface, unless it is there.
   *
   * @param occurrence - how many the same section has described in these very words before
   * @returns its number
   * @throws CannotMerge if there are too many
   */
  addInterface(block: Uint8Array, occurrence: number): number {
    const key = `${occurrence} ${blockKey(block)}`;
    const known = this.#numbers.get(key);
    if (known !== undefined) return known;
    const number = this.#interfaces.length;
    if (number === MOST_INTERFACES) {
      throw new CannotMerge(`Cannot merge: the captures have more than ${MOST_INTERFACES} interfaces`);
    }
    this.#descriptionBudget.take(block.length);
    this.#numbers.set(key, number);
    const snapLength = new DataView(block.buffer, block.byteOffset).getUint32(SNAP_LENGTH, true);
    this.#interfaces.push({ at: this.bytes, snapLength, longest: 0, isBound: false });
    this.append(block);
    return number;
  }

  /** Appends a block of names, unless it is there. Beyond what can be remembered, some may be there twice. */
  addNames(block: Uint8Array): void {
    const key = blockKey(block);
    if (this.#names.has(key)) return;
    if (this.#nameBudget.hasRoomFor(block.length)) {
      this.#nameBudget.take(block.length);
      this.#names.add(key);
    }
    this.append(block);
  }

  /**
   * Keeps statistics of an interface, which belong at the end. Of one section of a capture, the last count.
   * @throws CannotMerge if they are too many
   */
  keepStatistics(interfaceId: number, { capture, ...kept }: Kept & { capture: number }): void {
    const ofCaptures = this.#statistics.get(interfaceId) ?? new Map<number, Kept>();
    const before = ofCaptures.get(capture);
    this.#statisticsBudget.take(kept.block.length);
    if (before?.section === kept.section) this.#statisticsBudget.give(before.block.length);
    else if (before !== undefined) this.#sumOf(interfaceId).add(before.block);
    ofCaptures.set(capture, kept);
    this.#statistics.set(interfaceId, ofCaptures);
  }

  /**
   * Appends a packet, of another interface than it says.
   * @param length - of its block, from `at`, with `captured` bytes of the packet
   */
  appendPacket(
    { bytes, at, length, captured }: { bytes: Uint8Array; at: number; length: number; captured: number },
    interfaceId: number,
    isObsolete: boolean,
  ): boolean {
    const start = this.#copy(bytes, at, length);
    const { view } = this.chunk;
    if (isObsolete) view.setUint16(start + BLOCK_BODY, interfaceId, true);
    else view.setUint32(start + BLOCK_BODY, interfaceId, true);
    this.#count(interfaceId, captured);
    return this.sink.ready;
  }

  /**
   * Appends a packet without a time. Only those of the first interface can be without one; others get the time 0, and a
   * comment that says so.
   *
   * @param block - of the packet, whole
   * @param captured - bytes of it from `data` on
   */
  appendSimple(
    block: Uint8Array,
    { data, captured, original }: { data: number; captured: number; original: number },
    interfaceId: number,
  ): boolean {
    const first = this.#interfaces[interfaceId];
    if (interfaceId === 0 && first !== undefined) {
      first.isBound = true;
      this.append(block);
      this.#count(interfaceId, captured);
      return this.sink.ready;
    }
    const start = this.#beginPacket(captured, NO_TIME_COMMENT.length);
    const { bytes, view } = this.chunk;
    bytes.fill(0, start + PACKET_TIME, start + PACKET_TIME + 8);
    const padded = this.#fillPacket(start, interfaceId, {
      bytes: block,
      offset: data,
      length: captured,
      original,
    });
    bytes.set(NO_TIME_COMMENT, padded);
    view.setUint32(padded + NO_TIME_COMMENT.length, view.getUint32(start + 4, true), true);
    return this.sink.ready;
  }

  /**
   * Appends a packet of a classic capture.
   *
   * @param ticksPerSecond - of its interface
   * @param options - of its block, with their end
   */
  appendFrame(
    packet: CapturedPacket,
    interfaceId: number,
    ticksPerSecond: number,
    options: Uint8Array = NO_OPTIONS,
  ): boolean {
    const { seconds, nanoseconds, bytes, offset, length, originalLength } = packet;
    const start = this.#beginPacket(length, options.length);
    const { view } = this.chunk;
    const fraction = Math.floor((nanoseconds * ticksPerSecond) / 1e9);
    writeTicks(view, start + PACKET_TIME, seconds, fraction, ticksPerSecond);
    const padded = this.#fillPacket(start, interfaceId, { bytes, offset, length, original: originalLength });
    if (options.length > 0) this.chunk.bytes.set(options, padded);
    view.setUint32(padded + options.length, view.getUint32(start + 4, true), true);
    return this.sink.ready;
  }

  /** Appends a block as it is. */
  append(block: Uint8Array): void {
    this.#copy(block, 0, block.length);
  }

  /** Appends the statistics, and has the interfaces say what is true by now. */
  finish(): void {
    for (const [interfaceId, byCapture] of [...this.#statistics].sort(([a], [b]) => a - b)) {
      const sum = this.#sumOf(interfaceId);
      for (const [, { block }] of [...byCapture].sort(([a], [b]) => a - b)) sum.add(block);
      const merged = sum.block();
      new DataView(merged.buffer, merged.byteOffset).setUint32(BLOCK_BODY, interfaceId, true);
      this.append(merged);
    }
    this.#restate();
  }

  /** A snap length that a packet exceeds becomes the length of the longest. */
  #restate(): void {
    const { rewrite } = this.sink;
    const wrong = this.#interfaces.filter(
      ({ snapLength, longest, isBound }) => snapLength !== 0 && longest > snapLength && !isBound,
    );
    if (rewrite === undefined || wrong.length === 0) return;
    this.chunk.handOver();
    for (const { at, longest } of wrong) {
      const bytes = new Uint8Array(4);
      new DataView(bytes.buffer).setUint32(0, longest, true);
      rewrite(at + SNAP_LENGTH, bytes);
    }
  }

  #sumOf(interfaceId: number): StatisticsSum {
    const sum = this.#sums.get(interfaceId) ?? new StatisticsSum();
    this.#sums.set(interfaceId, sum);
    return sum;
  }

  #count(interfaceId: number, captured: number): void {
    this.packets++;
    const source = this.#interfaces[interfaceId];
    if (source !== undefined && captured > source.longest) source.longest = captured;
  }

  /** Makes room for an enhanced packet block, and writes its frame. @returns where it begins */
  #beginPacket(captured: number, options: number): number {
    const length = PACKET_DATA + captured + (-captured & 3) + options + BLOCK_TRAILER;
    const start = this.chunk.reserve(length);
    const { view } = this.chunk;
    view.setUint32(start, ENHANCED_PACKET, true);
    view.setUint32(start + 4, length, true);
    this.bytes += length;
    return start;
  }

  /** @returns where its options go, or its trailer */
  #fillPacket(
    start: number,
    interfaceId: number,
    packet: { bytes: Uint8Array; offset: number; length: number; original: number },
  ): number {
    const { view } = this.chunk;
    const end = start + PACKET_DATA + packet.length + (-packet.length & 3);
    view.setUint32(start + BLOCK_BODY, interfaceId, true);
    // The padding is in this word, before the packet, or before the end of it, comes over it.
    view.setUint32(end - 4, 0, true);
    view.setUint32(start + PACKET_CAPTURED_LENGTH, packet.length, true);
    view.setUint32(start + PACKET_CAPTURED_LENGTH + 4, packet.original, true);
    this.chunk.copyFrom(packet.bytes, packet.offset, packet.length, start + PACKET_DATA);
    this.#count(interfaceId, packet.length);
    return end;
  }

  #copy(bytes: Uint8Array, at: number, length: number): number {
    const start = this.chunk.reserve(length);
    this.chunk.copyFrom(bytes, at, length, start);
    this.bytes += length;
    return start;
  }
}

function commentOption(text: string): Uint8Array {
  const value = new TextEncoder().encode(text);
  const bytes = new Uint8Array(4 + value.length + (-value.length & 3) + 4);
  const view = new DataView(bytes.buffer);
  view.setUint16(0, OPTION_COMMENT, true);
  view.setUint16(2, value.length, true);
  bytes.set(value, 4);
  return bytes;
}
