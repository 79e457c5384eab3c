import { CaptureReader } from '../capture-reader/capture-reader.ts';
import { linkTypeName } from '../capture-reader/link-types.ts';
import type { PcapVariant } from '../capture-reader/pcap.ts';
import type { PcapWriter } from '../pcap-writer/pcap.ts';
import type { ChunkSource } from './chunk-source.ts';
import { CannotMerge, type Feed } from './feed.ts';

const FILE_HEADER_LENGTH = 24;
const SNAP_LENGTH = 16;
const LINK_TYPE = 20;

/** What the file header of a classic capture says. */
export interface PcapHeader {
  nanoseconds: boolean;
  /** With what it says about frame check sequences. */
  linkType: number;
  snapLength: number;
}

/** @returns undefined if the header is cut short, which the reader is to find out */
export function readPcapHeader(start: Uint8Array, variant: PcapVariant): PcapHeader | undefined {
  if (start.length < FILE_HEADER_LENGTH) return undefined;
  const view = new DataView(start.buffer, start.byteOffset);
  return {
    nanoseconds: variant.fractionsPerSecond === 1_000_000_000,
    linkType: view.getUint32(LINK_TYPE, variant.littleEndian),
    snapLength: view.getUint32(SNAP_LENGTH, variant.littleEndian),
  };
}

/** @throws CannotMerge if a merged capture cannot say what the packets of both are */
export function checkLinkTypes(headers: readonly (PcapHeader & { name: string })[]): void {
  const [first] = headers;
  const other = headers.find(({ linkType }) => linkType !== first?.linkType);
  if (first === undefined || other === undefined) return;
  throw new CannotMerge(
    `Cannot merge ${first.name} and ${other.name}: their link types are ${linkTypeName(first.linkType)} and ${linkTypeName(other.linkType)}, and a pcap file has one; convert both to pcapng first, with editcap -F pcapng`,
  );
}

/** The records of a classic capture. */
export class PcapFeed implements Feed {
  readonly index: number;
  readonly #source: ChunkSource;
  readonly #reader: CaptureReader;
  readonly #writer: PcapWriter;
  readonly #nanosecondsPerFraction: number;
  #isComplete = false;

  constructor(index: number, source: ChunkSource, writer: PcapWriter, nanosecondsPerFraction: number) {
    this.index = index;
    this.#source = source;
    this.#reader = new CaptureReader({ source: source.name });
    this.#writer = writer;
    this.#nanosecondsPerFraction = nanosecondsPerFraction;
  }

  get seconds(): number {
    return this.#reader.packet.seconds;
  }

  get nanoseconds(): number {
    return this.#reader.packet.nanoseconds;
  }

  advance(): 'record' | 'more' | 'end' {
    if (this.#reader.next()) return 'record';
    return this.#isComplete ? 'end' : 'more';
  }

  async pull(): Promise<void> {
    const chunk = await this.#source.next();
    if (chunk !== undefined) {
      this.#reader.push(chunk);
      return;
    }
    this.#isComplete = true;
    this.#reader.end();
  }

  write(): boolean {
    const { seconds, nanoseconds, bytes, offset, length, originalLength } = this.#reader.packet;
    const fraction = Math.floor(nanoseconds / this.#nanosecondsPerFraction);
    return this.#writer.write(seconds, fraction, bytes, offset, length, Math.max(length, originalLength));
  }
}
