import type { ClassicHeader } from '../capture-merge/classic-header.ts';
import { type ClassicInterface, classicInterface } from '../capture-merge/classic-interface.ts';
import { MergedPcapng } from '../capture-merge/merged-pcapng.ts';
import type { CapturedPacket } from '../capture-reader/packet.ts';
import type { Sink } from '../pcap-writer/sink.ts';
import { commentOptions, END_OF_OPTIONS } from './comment-options.ts';
import type { CommentedCopy } from './commented-copy.ts';

const NOTHING = new Uint8Array(0);

/** A pcap or snoop capture as pcapng, packet by packet, with comments. */
export class CommentedClassic implements CommentedCopy {
  readonly #writer: MergedPcapng;
  readonly #target: ClassicInterface;

  /**
   * @param name - of the capture, for messages
   * @throws CannotMerge if pcapng has no room for its link type
   */
  constructor(sink: Sink, header: ClassicHeader, name: string) {
    this.#writer = new MergedPcapng(sink);
    this.#target = classicInterface(this.#writer, header, name);
    this.#writer.begin([]);
    this.#target.begin();
  }

  get packets(): number {
    return this.#writer.packets;
  }

  get bytes(): number {
    return this.#writer.bytes;
  }

  comment(packet: CapturedPacket, comments: readonly string[]): void {
    this.#target.take(packet, comments.length === 0 ? NOTHING : endedOptions(comments));
  }

  push(): void {
    // All that such a capture has is in its packets, and those are written.
  }

  drain(): Promise<void> {
    return this.#writer.drain();
  }

  async close(): Promise<void> {
    try {
      this.#writer.finish();
    } finally {
      await this.#writer.close();
    }
  }

  abort(): Promise<void> {
    return this.#writer.abort();
  }
}

function endedOptions(comments: readonly string[]): Uint8Array {
  const options = commentOptions(comments, true);
  const ended = new Uint8Array(options.length + END_OF_OPTIONS);
  ended.set(options);
  return ended;
}
