import { type CapturedPacket, LARGEST_PACKET } from '../capture-reader/packet.ts';
import { PcapWriter } from '../pcap-writer/pcap.ts';
import type { Sink } from '../pcap-writer/sink.ts';
import type { ClassicHeader } from './classic-header.ts';
import { CannotMerge } from './feed.ts';

const LARGEST_SNAP_LENGTH = 0x7fff_ffff;
const LAST_SECOND = 0xffff_ffff;

/**
 * The classic capture that several become. Its header says the largest snap length that one of theirs does, or, should
 * there be a longer packet, the length of that: packets are kept whole. No limit is as many bytes as a packet can have.
 */
export class MergedPcap {
  readonly #writer: PcapWriter;
  readonly #nanosecondsPerFraction: number;
  readonly #snapLength: number;

  /** @param headers - at least one, all of one link type */
  constructor(sink: Sink, headers: readonly ClassicHeader[]) {
    const nanoseconds = headers.some((header) => header.nanoseconds);
    const stated = headers.map(({ snapLength }) => (snapLength === 0 ? LARGEST_PACKET : snapLength));
    // What goes through a pipe cannot be put right afterwards.
    const least = sink.rewrite === undefined ? LARGEST_PACKET : 1;
    this.#snapLength = Math.min(Math.max(least, ...stated), LARGEST_SNAP_LENGTH);
    this.#nanosecondsPerFraction = nanoseconds ? 1 : 1000;
    this.#writer = new PcapWriter(sink, {
      resolution: nanoseconds ? 'nanosecond' : 'microsecond',
      linkType: headers[0]?.linkType ?? 1,
      snapLength: this.#snapLength,
      keepLonger: true,
    });
  }

  get packets(): number {
    return this.#writer.packets;
  }

  get bytes(): number {
    return this.#writer.bytes;
  }

  /**
   * @param name - of its capture
   * @throws CannotMerge if it was captured later than such a file can say
   */
  append(packet: CapturedPacket, name: string): boolean {
    const { seconds, nanoseconds, bytes, offset, length, originalLength } = packet;
    if (seconds > LAST_SECOND) {
      throw new CannotMerge(
        `Cannot merge ${name} into a pcap file, which has no times after 2106-02-07: its packet ${packet.number} is of then; name the merged one *.pcapng`,
      );
    }
    const fraction = Math.floor(nanoseconds / this.#nanosecondsPerFraction);
    return this.#writer.write(seconds, fraction, bytes, offset, length, Math.max(length, originalLength));
  }

  /** Has the header say what is true by now. */
  finish(): void {
    const { longest } = this.#writer;
    if (longest > this.#snapLength) this.#writer.restate(longest);
  }

  drain(): Promise<void> {
    return this.#writer.drain();
  }

  close(): Promise<void> {
    return this.#writer.close();
  }

  abort(): Promise<void> {
    return this.#writer.abort();
  }
}
