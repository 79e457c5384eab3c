import { ChunkedWriter } from '../pcap-writer/chunked-writer.ts';
import type { Sink } from '../pcap-writer/sink.ts';
import { mergeStatistics } from './interface-statistics.ts';
import {
  BLOCK_BODY,
  type BlockOption,
  blockKey,
  OPTION_COMMENT,
  readOptions,
  SECTION_OPTIONS,
  withOptions,
} from './pcapng-blocks.ts';

const CHUNK_SIZE = 1_048_576;
const SECTION_LENGTH = 16;

/**
 * The one section that the sections of several pcapng files become. Interfaces, and names, that several files describe
 * with the same bytes are one.
 */
export class MergedPcapng extends ChunkedWriter {
  packets = 0;
  bytes = 0;
  readonly #interfaces = new Map<string, number>();
  readonly #names = new Set<string>();
  /** By interface, and for each of these the last block of each capture. */
  readonly #statistics = new Map<number, Map<number, Uint8Array>>();

  constructor(sink: Sink) {
    super(sink, CHUNK_SIZE);
  }

  /** Begins the section, as the first file does, with the comments of all. */
  begin(sections: readonly Uint8Array[]): void {
    const [first] = sections;
    if (first === undefined) return;
    const options: BlockOption[] = [];
    const known = new Set<string>();
    for (const section of sections) {
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
   * @param occurrence - how many the same section has described in these very words before
   * @returns its number
   */
  addInterface(block: Uint8Array, occurrence: number): number {
    const key = `${occurrence} ${blockKey(block)}`;
    const known = this.#interfaces.get(key);
    if (known !== undefined) return known;
    const number = this.#interfaces.size;
    this.#interfaces.set(key, number);
    this.append(block);
    return number;
  }

  /** Appends a block of names, unless it is there. */
  addNames(block: Uint8Array): void {
    const key = blockKey(block);
    if (this.#names.has(key)) return;
    this.#names.add(key);
    this.append(block);
  }

  /** Keeps the statistics of an interface, which belong at the end. */
  keepStatistics(interfaceId: number, capture: number, block: Uint8Array): void {
    const kept = this.#statistics.get(interfaceId) ?? new Map<number, Uint8Array>();
    kept.set(capture, block);
    this.#statistics.set(interfaceId, kept);
  }

  /** Appends a packet, of another interface than it says. @param length - of its block, from `at` */
  appendPacket(
    bytes: Uint8Array,
    at: number,
    length: number,
    interfaceId: number,
    isObsolete: boolean,
  ): boolean {
    const start = this.#copy(bytes, at, length);
    const { view } = this.chunk;
    if (isObsolete) view.setUint16(start + BLOCK_BODY, interfaceId, true);
    else view.setUint32(start + BLOCK_BODY, interfaceId, true);
    this.packets++;
    return this.sink.ready;
  }

  /** Appends a block as it is. */
  append(block: Uint8Array): void {
    this.#copy(block, 0, block.length);
  }

  /** Appends the statistics. */
  finish(): void {
    for (const [interfaceId, byCapture] of [...this.#statistics].sort(([a], [b]) => a - b)) {
      const blocks = [...byCapture].sort(([a], [b]) => a - b).map(([, block]) => block);
      const merged = mergeStatistics(blocks);
      new DataView(merged.buffer, merged.byteOffset).setUint32(BLOCK_BODY, interfaceId, true);
      this.append(merged);
    }
  }

  #copy(bytes: Uint8Array, at: number, length: number): number {
    const start = this.chunk.reserve(length);
    this.chunk.copyFrom(bytes, at, length, start);
    this.bytes += length;
    return start;
  }
}
