import type { Sink } from '../pcap-writer/sink.ts';
import { othersTurn } from '../turns.ts';
import { ChunkSource } from './chunk-source.ts';
import { ClassicFeed } from './classic-feed.ts';
import {
  type ClassicHeader,
  describeLinkType,
  FILE_HEADER_LENGTH,
  NO_HEADER,
  readClassicHeader,
} from './classic-header.ts';
import { classicInterface } from './classic-interface.ts';
import { advanceFeed, CannotMerge, type CaptureSource, type Feed } from './feed.ts';
import { byCapture, byTime, FeedQueue } from './feed-queue.ts';
import { formatOf } from './format-of.ts';
import { MergedPcap } from './merged-pcap.ts';
import { MergedPcapng } from './merged-pcapng.ts';
import { PcapngFeed } from './pcapng-feed.ts';

const PACKETS_PER_TURN = 16_384;

export type MergedFormat = 'pcap' | 'pcapng';

export interface MergeOptions {
  /**
   * Makes what the merged capture is written to, once it is known that the captures go together. A sink with `abort` is
   * given up with it if they cannot be merged to the end.
   */
  open(format: MergedFormat): Sink | Promise<Sink>;
  /** What the merged capture is to be; pcap where that can hold everything if absent, and otherwise pcapng. */
  format?: MergedFormat | undefined;
  /** One capture after the other, instead of by the times of their packets. */
  append?: boolean;
  /** Stops it after the packet at hand. */
  signal?: AbortSignal;
}

/** What came of it. */
export interface Merged {
  packets: number;
  bytes: number;
  /** False if it was stopped. */
  complete: boolean;
  /** Blocks of big-endian pcapng files that are of no known kind, so that nobody can make them little-endian. */
  leftOut: number;
}

/** A merged capture that is written. */
interface Output {
  feeds: readonly Feed[];
  writer: MergedPcap | MergedPcapng;
}

/** A capture that is merged, as far as it is known before it is read. */
interface Input {
  source: ChunkSource;
  /** Undefined for pcapng. */
  header: ClassicHeader | undefined;
}

/**
 * Joins captures into one, in the order of time; packets of one time, and all if `append` is set, in the order of the
 * captures; packets without a time stay behind the one before them. Memory does not depend on how long they are. Classic
 * captures of one link type become a classic one, with nanoseconds if one of them has them; all others one section of
 * pcapng, with all interfaces, names, comments and statistics. Compressed ones are decompressed.
 *
 * @param sources - at least one
 * @throws CannotMerge if they do not go together
 * @throws CaptureError if one is damaged, cut short or none
 * @throws PcapOutputError if the merged capture cannot be written
 */
export async function mergeCaptures(
  sources: readonly CaptureSource[],
  options: MergeOptions,
): Promise<Merged> {
  const chunks = sources.map((source) => new ChunkSource(source, options.signal));
  try {
    const { writer, feeds } = await openOutput(chunks, options);
    try {
      const complete = await pour({ writer, feeds }, options);
      writer.finish();
      await writer.close();
      const leftOut = feeds.reduce((sum, feed) => sum + (feed.leftOut ?? 0), 0);
      return { packets: writer.packets, bytes: writer.bytes, complete, leftOut };
    } catch (error) {
      await writer.abort().catch(() => undefined);
      throw error;
    }
  } finally {
    await Promise.allSettled(chunks.map((source) => source.close()));
  }
}

async function openOutput(sources: readonly ChunkSource[], options: MergeOptions): Promise<Output> {
  const inputs: Input[] = [];
  for (const source of sources) inputs.push(await inputOf(source));
  const obstacle = pcapObstacle(inputs);
  if (options.format === 'pcap' && obstacle !== undefined) throw new CannotMerge(obstacle);
  const isPcap = (options.format ?? 'pcap') === 'pcap' && obstacle === undefined;
  return isPcap ? openPcap(inputs, options) : openPcapng(inputs, options);
}

async function inputOf(source: ChunkSource): Promise<Input> {
  const format = await formatOf(source);
  if (format === 'pcapng') return { source, header: undefined };
  const start = await source.peek(FILE_HEADER_LENGTH);
  return { source, header: readClassicHeader(start, format, source.name) ?? NO_HEADER };
}

/** @returns why captures cannot become a classic one, which has one link type and no interfaces */
function pcapObstacle(inputs: readonly Input[]): string | undefined {
  const newer = inputs.find(({ header }) => header === undefined);
  if (newer !== undefined) {
    return `Cannot merge ${newer.source.name}, which is pcapng, into a pcap file; name the merged one *.pcapng`;
  }
  const [first] = inputs;
  const other = inputs.find(({ header }) => header?.linkType !== first?.header?.linkType);
  if (first === undefined || other === undefined) return undefined;
  const types = [first, other].map(({ header }) => describeLinkType(header?.linkType ?? 0));
  return `Cannot merge ${first.source.name} and ${other.source.name} into a pcap file: their link types are ${types.join(' and ')}, and a pcap file has one; name the merged one *.pcapng`;
}

async function openPcap(inputs: readonly Input[], { open }: MergeOptions): Promise<Output> {
  const headers = inputs.flatMap(({ header }) => header ?? []);
  const writer = new MergedPcap(await open('pcap'), headers);
  const feeds = inputs.map(
    ({ source }, index) =>
      new ClassicFeed(index, source, { take: (packet) => writer.append(packet, source.name) }),
  );
  return { writer, feeds };
}

async function openPcapng(inputs: readonly Input[], { open }: MergeOptions): Promise<Output> {
  const writer = new MergedPcapng(await open('pcapng'));
  try {
    const feeds = inputs.map(({ source, header }, index) =>
      header === undefined
        ? new PcapngFeed(index, source, writer)
        : new ClassicFeed(index, source, classicInterface(writer, header, source.name)),
    );
    const sections: Uint8Array[] = [];
    for (const feed of feeds) {
      if (!(feed instanceof PcapngFeed)) continue;
      await feed.readSection();
      sections.push(feed.section);
    }
    writer.begin(sections);
    return { writer, feeds };
  } catch (error) {
    await writer.abort().catch(() => undefined);
    throw error;
  }
}

/** @returns false if it was stopped */
async function pour(output: Output, options: MergeOptions): Promise<boolean> {
  try {
    return await pourAll(output, options);
  } catch (error) {
    // What was waited for when somebody asked to stop does not come any more.
    if (options.signal?.aborted === true) return false;
    throw error;
  }
}

async function pourAll(
  { feeds, writer }: Output,
  { append = false, signal }: MergeOptions,
): Promise<boolean> {
  const queue = new FeedQueue(append ? byCapture : byTime);
  for (const feed of feeds) if (await advanceFeed(feed)) queue.add(feed);
  for (let poured = 1; ; poured++) {
    const feed = queue.first;
    if (feed === undefined) return true;
    if (signal?.aborted === true) return false;
    if (!feed.write()) await writer.drain();
    if (poured % PACKETS_PER_TURN === 0) await othersTurn();
    const found = feed.advance();
    if (found === 'end' || (found === 'more' && !(await advanceFeed(feed)))) queue.removeFirst();
    else queue.reorder();
  }
}
