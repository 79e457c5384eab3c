import { gzipSync } from 'node:zlib';
import { CaptureError } from '../../capture-reader/capture-error.ts';
import { CaptureReader } from '../../capture-reader/capture-reader.ts';
import type { CapturedTraffic } from '../../page/captured-traffic.ts';

/** Of a capture that is kept: as base64 that leaves room for the page's code. */
const MOST_BYTES = 3_000_000;

/** What a browser goes through in a moment: a compressed capture may be a thousand times as large. */
const MOST_PACKETS = 100_000;
const MOST_PACKET_BYTES = 32 * 1024 * 1024;

/** What is kept of a capture. */
export interface KeptTraffic extends Pick<CapturedTraffic, 'capture'> {
  /** Packets that can be read of it, if it is not all of the capture. */
  packets?: number;
}

/** Keeps the beginning of a capture that goes by, for a page. */
export class KeptCapture {
  readonly #chunks: Uint8Array[] = [];
  #length = 0;
  #isWhole = true;

  /** @returns the same chunks */
  async *passing(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
    for await (const chunk of chunks) {
      this.#keep(chunk);
      yield chunk;
    }
  }

  kept(): KeptTraffic {
    const bytes = Buffer.concat(this.#chunks);
    const packed = gzipSync(bytes, { level: 9 });
    // The system that it was made on.
    packed[9] = 255;
    const capture = packed.toString('base64');
    const { packets, isAll } = wholePackets(bytes);
    return this.#isWhole && isAll ? { capture } : { capture, packets };
  }

  #keep(chunk: Uint8Array): void {
    const room = MOST_BYTES - this.#length;
    this.#isWhole &&= chunk.length <= room;
    const part = chunk.slice(0, room);
    if (part.length > 0) this.#chunks.push(part);
    this.#length += part.length;
  }
}

/** How many packets can be read of the beginning of a capture, and whether these are all that are in it. */
function wholePackets(bytes: Uint8Array): { packets: number; isAll: boolean } {
  const reader = new CaptureReader();
  let length = 0;
  try {
    reader.push(bytes);
    while (reader.next()) {
      length += reader.packet.length;
      if (reader.packets >= MOST_PACKETS || length >= MOST_PACKET_BYTES) {
        return { packets: reader.packets, isAll: false };
      }
    }
  } catch (error) {
    if (!(error instanceof CaptureError)) throw error;
  }
  return { packets: reader.packets, isAll: true };
}
