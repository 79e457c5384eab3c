import { ChunkSource } from '../capture-merge/chunk-source.ts';
import { FILE_HEADER_LENGTH, NO_HEADER, readClassicHeader } from '../capture-merge/classic-header.ts';
import type { CaptureSource } from '../capture-merge/feed.ts';
import { formatOf } from '../capture-merge/format-of.ts';
import { CaptureError } from '../capture-reader/capture-error.ts';
import { CaptureReader } from '../capture-reader/capture-reader.ts';
import { COMPRESSED_NOTE } from '../capture-reader/compressed.ts';
import type { CapturedPacket } from '../capture-reader/packet.ts';
import { PcapOutputError } from '../pcap-writer/output-error.ts';
import type { Sink } from '../pcap-writer/sink.ts';
import { CommentedClassic } from './commented-classic.ts';
import type { CommentedCopy } from './commented-copy.ts';
import { CommentedPcapng } from './commented-pcapng.ts';

export interface CommentOptions {
  /** Makes what the copy is written to, once it is known that there is a capture. It is given up if that cannot be read. */
  open(): Promise<Sink>;
  /** @returns what is said about a packet, line by line; it is asked about each, in order */
  commentsOf(packet: CapturedPacket): readonly string[];
  /** Stops it. */
  signal?: AbortSignal;
}

/** What came of it. */
export interface Commented {
  /** Packets that were read, and what else Wireshark numbers as frames. */
  packets: number;
  otherRecords: number;
  /** Such as `pcap, little-endian, microseconds`. */
  format: string;
  /** False if it was stopped, or the capture is damaged. */
  complete: boolean;
  /** Why the capture was not read to its end, if it is damaged. What is before that was copied. */
  failure: CaptureError | undefined;
  copy: {
    packets: number;
    /** Those of them that have comments now. */
    commented: number;
    bytes: number;
    /** False if whoever reads the copy has left. */
    taken: boolean;
  };
}

/**
 * Copies a capture, as pcapng, with comments of its packets. All else stays as it is. Memory does not depend on how long it
 * is. A compressed one is decompressed.
 *
 * @throws CaptureError if not a single packet can be read of it
 * @throws CannotMerge if it is of a link type that pcapng has no room for
 * @throws PcapOutputError if the copy cannot be written; one whose reader has left is no longer written
 */
export async function commentCapture(source: CaptureSource, options: CommentOptions): Promise<Commented> {
  const chunks = new ChunkSource(source, options.signal);
  try {
    const format = await formatOf(chunks);
    const header =
      format === 'pcapng'
        ? undefined
        : readClassicHeader(await chunks.peek(FILE_HEADER_LENGTH), format, chunks.name);
    const sink = await options.open();
    const copy = new Copying(sink);
    try {
      copy.begin(() =>
        format === 'pcapng'
          ? new CommentedPcapng(sink, chunks.name)
          : new CommentedClassic(sink, header ?? NO_HEADER, chunks.name),
      );
      const { reader, complete, failure } = await pour(chunks, copy, options);
      await copy.close();
      const { packets, commented, bytes, taken } = copy;
      return {
        packets: reader.packets,
        otherRecords: reader.otherRecords,
        format: `${reader.format}${chunks.isCompressed ? COMPRESSED_NOTE : ''}`,
        complete,
        failure,
        copy: { packets, commented, bytes, taken },
      };
    } catch (error) {
      await copy.abort();
      throw error;
    }
  } finally {
    await chunks.close();
  }
}

/** @throws CaptureError if there is no packet before the damage */
async function pour(
  chunks: ChunkSource,
  copy: Copying,
  { commentsOf, signal }: CommentOptions,
): Promise<{ reader: CaptureReader; complete: boolean; failure: CaptureError | undefined }> {
  const reader = new CaptureReader({ source: chunks.name });
  const take = (): void => {
    while (reader.next()) copy.comment(reader.packet, commentsOf(reader.packet));
  };
  try {
    for (;;) {
      const piece = await chunks.next();
      if (piece === undefined) break;
      reader.push(piece);
      try {
        take();
      } catch (error) {
        if (error instanceof CaptureError) copy.push(piece, error.offset);
        throw error;
      }
      copy.push(piece, Number.POSITIVE_INFINITY);
      await copy.drain();
    }
    reader.end();
    take();
    return { reader, complete: true, failure: undefined };
  } catch (error) {
    if (error instanceof CaptureError && reader.packets > 0)
      return { reader, complete: false, failure: error };
    if (error instanceof CaptureError || signal?.aborted !== true) throw error;
    return { reader, complete: false, failure: undefined };
  }
}

/** A copy whose reader may leave, which is the end of the copy, but not of the reading. */
class Copying {
  commented = 0;
  taken = true;
  readonly #sink: Sink;
  #copy: CommentedCopy | undefined;

  constructor(sink: Sink) {
    this.#sink = sink;
  }

  begin(make: () => CommentedCopy): void {
    this.#attempt(() => {
      this.#copy = make();
    });
  }

  get packets(): number {
    return this.#copy?.packets ?? 0;
  }

  get bytes(): number {
    return this.#copy?.bytes ?? 0;
  }

  comment(packet: CapturedPacket, comments: readonly string[]): void {
    if (comments.length > 0) this.commented++;
    if (this.taken) this.#attempt(() => this.#copy?.comment(packet, comments));
  }

  push(piece: Uint8Array, end: number): void {
    if (this.taken) this.#attempt(() => this.#copy?.push(piece, end));
  }

  async drain(): Promise<void> {
    if (!this.taken || this.#sink.ready) return;
    await this.#wait(() => this.#copy?.drain());
  }

  close(): Promise<void> {
    return this.#wait(() => this.#copy?.close());
  }

  async abort(): Promise<void> {
    const abort = this.#copy?.abort() ?? this.#sink.abort?.() ?? this.#sink.close();
    await abort.catch(() => undefined);
  }

  #attempt(step: () => void): void {
    try {
      step();
    } catch (error) {
      this.#leave(error);
    }
  }

  async #wait(step: () => Promise<void> | undefined): Promise<void> {
    try {
      await step();
    } catch (error) {
      this.#leave(error);
    }
  }

  /** @throws what is something else than a reader that has left */
  #leave(error: unknown): void {
    if (!(error instanceof PcapOutputError) || error.code !== 'EPIPE') throw error;
    this.taken = false;
  }
}
