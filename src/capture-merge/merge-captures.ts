import { setImmediate } from 'node:timers/promises';
import { CaptureError } from '../capture-reader/capture-error.ts';
import { describeMagic, formatAt, MAGIC_LENGTH } from '../capture-reader/magic-number.ts';
import type { PcapVariant } from '../capture-reader/pcap.ts';
import { PcapWriter } from '../pcap-writer/pcap.ts';
import type { Sink } from '../pcap-writer/sink.ts';
import { ChunkSource } from './chunk-source.ts';
import { advanceFeed, CannotMerge, type CaptureSource, type Feed } from './feed.ts';
import { byCapture, byTime, FeedQueue } from './feed-queue.ts';
import { MergedPcapng } from './merged-pcapng.ts';
import { checkLinkTypes, PcapFeed, type PcapHeader, readPcapHeader } from './pcap-feed.ts';
import { checkByteOrder, PcapngFeed } from './pcapng-feed.ts';

const FILE_HEADER_LENGTH = 24;
const LARGEST_SNAP_LENGTH = 0x7fff_ffff;
const PACKETS_PER_TURN = 16_384;

export interface MergeOptions {
  /**
   * Makes what the merged capture is written to, once it is known that the captures go together.
   * @throws if they are not to become a capture of that format
   */
  open(format: 'pcap' | 'pcapng'): Sink;
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
}

/** A merged capture that is written. */
interface Output {
  feeds: readonly Feed[];
  writer: PcapWriter | MergedPcapng;
}

/**
 * Joins captures into one, in the order of time; packets of one time, and all if `append` is set, in the order of the
 * captures. Memory does not depend on how long they are. Classic captures become a classic one, with nanoseconds if
 * one of them has them; pcapng files become one section, with all interfaces, names, comments and statistics.
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
  const chunks = sources.map((source) => new ChunkSource(source));
  try {
    const output = await openOutput(chunks, options);
    try {
      const complete = await pour(output, options);
      if (output.writer instanceof MergedPcapng) output.writer.finish();
      return { packets: output.writer.packets, bytes: output.writer.bytes, complete };
    } finally {
      await output.writer.close();
    }
  } finally {
    await Promise.allSettled(chunks.map((source) => source.close()));
  }
}

async function openOutput(sources: readonly ChunkSource[], { open }: MergeOptions): Promise<Output> {
  const variants: (PcapVariant | 'pcapng')[] = [];
  for (const source of sources) variants.push(await variantOf(source));
  const isPcapng = variants.map((variant) => variant === 'pcapng');
  if (isPcapng.includes(true) && isPcapng.includes(false)) {
    const newer = sources[isPcapng.indexOf(true)]?.name;
    const classic = sources[isPcapng.indexOf(false)]?.name;
    throw new CannotMerge(
      `Cannot merge ${classic}, which is pcap, and ${newer}, which is pcapng; convert one first, with editcap -F pcapng`,
    );
  }
  return isPcapng[0] === true ? openPcapng(sources, open) : openPcap(sources, variants, open);
}

async function variantOf(source: ChunkSource): Promise<PcapVariant | 'pcapng'> {
  const start = await source.peek(MAGIC_LENGTH);
  const view = new DataView(start.buffer, start.byteOffset, start.length);
  const variant = start.length < MAGIC_LENGTH ? undefined : formatAt(view, 0);
  if (variant !== undefined) return variant;
  throw new CaptureError(
    source.name,
    0,
    `it is not a capture: ${describeMagic(start.subarray(0, MAGIC_LENGTH))}`,
  );
}

async function openPcap(
  sources: readonly ChunkSource[],
  variants: readonly (PcapVariant | 'pcapng')[],
  open: MergeOptions['open'],
): Promise<Output> {
  const headers: (PcapHeader & { name: string })[] = [];
  for (const [i, source] of sources.entries()) {
    const variant = variants[i];
    if (variant === undefined || variant === 'pcapng') continue;
    const header = readPcapHeader(await source.peek(FILE_HEADER_LENGTH), variant);
    if (header !== undefined) headers.push({ ...header, name: source.name });
  }
  checkLinkTypes(headers);
  const nanoseconds = headers.some((header) => header.nanoseconds);
  const snapLength = Math.max(1, ...headers.map((header) => header.snapLength));
  const writer = new PcapWriter(open('pcap'), {
    resolution: nanoseconds ? 'nanosecond' : 'microsecond',
    linkType: (headers[0]?.linkType ?? 1) & 0xffff,
    snapLength: Math.min(snapLength, LARGEST_SNAP_LENGTH),
  });
  const unit = nanoseconds ? 1 : 1000;
  return { writer, feeds: sources.map((source, index) => new PcapFeed(index, source, writer, unit)) };
}

async function openPcapng(sources: readonly ChunkSource[], open: MergeOptions['open']): Promise<Output> {
  for (const source of sources) await checkByteOrder(source);
  const writer = new MergedPcapng(open('pcapng'));
  try {
    const feeds = sources.map((source, index) => new PcapngFeed(index, source, writer));
    for (const feed of feeds) await feed.readSection();
    writer.begin(feeds.map(({ section }) => section));
    return { writer, feeds };
  } catch (error) {
    await writer.close();
    throw error;
  }
}

/** @returns false if it was stopped */
async function pour({ feeds, writer }: Output, { append = false, signal }: MergeOptions): Promise<boolean> {
  const queue = new FeedQueue(append ? byCapture : byTime);
  for (const feed of feeds) if (await advanceFeed(feed)) queue.add(feed);
  for (let poured = 1; ; poured++) {
    const feed = queue.first;
    if (feed === undefined) return true;
    if (signal?.aborted === true) return false;
    if (!feed.write()) await writer.drain();
    if (poured % PACKETS_PER_TURN === 0) await setImmediate();
    const found = feed.advance();
    if (found === 'end' || (found === 'more' && !(await advanceFeed(feed)))) queue.removeFirst();
    else queue.reorder();
  }
}
