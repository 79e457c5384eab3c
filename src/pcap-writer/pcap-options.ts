import { checkChoice, checkInteger } from './check.ts';
import type { ChunkMemory } from './chunk-buffer.ts';

const ACTION = 'Cannot write a capture';
export const MAX_UINT16 = 0xffff;
const MAX_UINT32 = 0xffff_ffff;
export const MAX_SNAP_LENGTH = 0x7fffffff;
const MIN_CHUNK_SIZE = 64;
const MAX_CHUNK_SIZE = 0x40000000;

export interface PcapOptions {
  /** What the fraction of a second counts. 'microsecond' if left out. */
  resolution?: 'microsecond' | 'nanosecond';
  /**
   * LINKTYPE_ number of the packets, 1 (Ethernet) if left out. The upper six bits of its 32 may say how long a frame
   * check sequence is (draft-ietf-opsawg-pcap, section 4).
   */
  linkType?: number;
  /**
   * Longer packets are cut. 262144 if left out, which is the most that Wireshark and libpcap take for
   * Ethernet.
   */
  snapLength?: number;
  /** Longer packets are kept whole instead: the snap length is only what the header says. False if left out. */
  keepLonger?: boolean;
  /** Bytes collected before they are written out. 1 MiB if left out. */
  chunkSize?: number;
  /** Where they are collected: memory of the writer's own if left out. */
  memory?: ChunkMemory | undefined;
}

/**
 * Fills in what was left out.
 *
 * @throws TypeError if an option has the wrong type
 * @throws RangeError if it is out of range
 */
export function completePcapOptions(options: PcapOptions): Required<PcapOptions> {
  const {
    resolution = 'microsecond',
    linkType = 1,
    snapLength = 262144,
    keepLonger = false,
    chunkSize = 1048576,
    memory,
  } = options;
  checkChoice(ACTION, 'the resolution', resolution, ['microsecond', 'nanosecond']);
  checkInteger(ACTION, 'the link type', linkType, 0, MAX_UINT32);
  checkInteger(ACTION, 'the snap length', snapLength, 1, MAX_SNAP_LENGTH);
  if (typeof keepLonger !== 'boolean') {
    throw new TypeError(`${ACTION}: keepLonger must be a boolean, got ${typeof keepLonger}`);
  }
  checkChunkSize(chunkSize);
  if (memory !== undefined) checkMemory(memory);
  return { resolution, linkType, snapLength, keepLonger, chunkSize, memory };
}

/** @throws TypeError, RangeError */
export function checkChunkSize(chunkSize: unknown): void {
  checkInteger(ACTION, 'the chunk size', chunkSize, MIN_CHUNK_SIZE, MAX_CHUNK_SIZE);
}

/** @throws TypeError, RangeError */
function checkMemory({ bytes, start, length }: ChunkMemory): void {
  if (!(bytes instanceof Uint8Array)) {
    throw new TypeError(`${ACTION}: the bytes of its memory must be a Uint8Array, got ${typeof bytes}`);
  }
  checkInteger(ACTION, 'the length of its memory', length, MIN_CHUNK_SIZE, MAX_CHUNK_SIZE);
  if (bytes.length < length) {
    throw new RangeError(
      `${ACTION}: its memory must have ${length} bytes from ${start} on, got ${bytes.length}`,
    );
  }
  checkInteger(ACTION, 'the start of its memory', start, 0, bytes.length - length);
}
