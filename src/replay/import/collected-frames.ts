import { CaptureError, CaptureReader } from '../../capture-reader/index.ts';
import { EthernetFraming } from '../../link-layer/ethernet-framing.ts';
import { LIMITS } from '../../script/document/limits.ts';
import { hasUsableTime } from '../pacer.ts';

/** The largest frame that the 16-bit size of a request can tell. */
const LARGEST_FRAME = 65_535;

/** More than a script can hold, unless they are all equal. */
const MOST_FRAMES = 200_000;

/** A script spells a byte in one character at least. */
const MOST_BYTES = LIMITS.characters;

/** A packet of a capture, as a frame of its own. */
export interface CollectedFrame {
  /** Number of the packet in the capture, from 1, as Wireshark counts. */
  number: number;
  bytes: Uint8Array;
  hasTime: boolean;
  seconds: number;
  nanoseconds: number;
}

/** The beginning of a capture, as far as a script could hold it. */
export interface CollectedFrames {
  frames: CollectedFrame[];
  /** Packets of the capture that were read. */
  packets: number;
  /** Packets that no script can send, the first of them with the reason. */
  leftOut: number;
  firstLeftOut: string | undefined;
  /** Packets that were cut when they were captured. */
  shortened: number;
  /** There are more packets in the capture. */
  more: boolean;
  /** Why the capture was not read to its end, if it was damaged. */
  damage: CaptureError | undefined;
}

/**
 * Reads the packets of a capture.
 * @param limit - how many, at most
 * @param source - what messages about damage call the capture
 */
export async function collectFrames(
  chunks: Iterable<Uint8Array> | AsyncIterable<Uint8Array>,
  limit: number,
  source: string,
): Promise<CollectedFrames> {
  const reader = new CaptureReader({ source });
  const collector = new Collector(Math.min(limit, MOST_FRAMES));
  try {
    for await (const chunk of chunks) {
      reader.push(chunk);
      if (!collector.takeAll(reader)) break;
    }
    if (!collector.collected.more) {
      reader.end();
      collector.takeAll(reader);
    }
  } catch (error) {
    if (!(error instanceof CaptureError)) throw error;
    collector.collected.damage = error;
  }
  return collector.collected;
}

class Collector {
  readonly collected: CollectedFrames = {
    frames: [],
    packets: 0,
    leftOut: 0,
    firstLeftOut: undefined,
    shortened: 0,
    more: false,
    damage: undefined,
  };
  readonly #framing = new EthernetFraming();
  readonly #limit: number;
  #bytes = 0;

  constructor(limit: number) {
    this.#limit = limit;
  }

  /** @returns false if there is room for no more */
  takeAll(reader: CaptureReader): boolean {
    const { collected } = this;
    const framing = this.#framing;
    while (reader.next()) {
      if (collected.packets >= this.#limit || this.#bytes >= MOST_BYTES) {
        collected.more = true;
        return false;
      }
      const { packet } = reader;
      collected.packets++;
      const obstacle = framing.frame(packet) ?? tooLong(framing.length);
      if (obstacle !== undefined) {
        collected.leftOut++;
        collected.firstLeftOut ??= `packet ${packet.number}: ${obstacle}`;
        continue;
      }
      if (packet.length < packet.originalLength) collected.shortened++;
      const { number, seconds, nanoseconds } = packet;
      // A chunk may be a Buffer, whose slice would be no copy.
      const bytes = new Uint8Array(framing.bytes.subarray(framing.offset, framing.offset + framing.length));
      this.#bytes += bytes.length;
      collected.frames.push({ number, bytes, hasTime: hasUsableTime(packet), seconds, nanoseconds });
    }
    return true;
  }
}

function tooLong(length: number): string | undefined {
  if (length <= LARGEST_FRAME) return undefined;
  return `its ${length} bytes are more than the ${LARGEST_FRAME} that a frame can have`;
}
