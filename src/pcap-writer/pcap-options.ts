const MAX_UINT16 = 0xffff;
const MAX_SNAP_LENGTH = 0x7fffffff;
const MIN_CHUNK_SIZE = 64;
const MAX_CHUNK_SIZE = 0x40000000;

export interface PcapOptions {
  /** What the fraction of a second counts. 'microsecond' if left out. */
  resolution?: 'microsecond' | 'nanosecond';
  /** LINKTYPE_ number of the packets, 1 (Ethernet) if left out. */
  linkType?: number;
  /**
   * Longer packets are cut. 262144 if left out, which is the most that Wireshark and libpcap take for
   * Ethernet.
   */
  snapLength?: number;
  /** Bytes collected before they are written out. 1 MiB if left out. */
  chunkSize?: number;
}

/**
 * Fills in what was left out.
 *
 * @throws TypeError if an option has the wrong type
 * @throws RangeError if it is out of range
 */
export function completePcapOptions(options: PcapOptions): Required<PcapOptions> {
  const { resolution = 'microsecond', linkType = 1, snapLength = 262144, chunkSize = 1048576 } = options;
  if (resolution !== 'microsecond' && resolution !== 'nanosecond') {
    throw new TypeError(
      `Cannot write a capture: the resolution must be "microsecond" or "nanosecond", got ${JSON.stringify(resolution)}`,
    );
  }
  checkInteger('link type', linkType, 0, MAX_UINT16);
  checkInteger('snap length', snapLength, 1, MAX_SNAP_LENGTH);
  checkInteger('chunk size', chunkSize, MIN_CHUNK_SIZE, MAX_CHUNK_SIZE);
  return { resolution, linkType, snapLength, chunkSize };
}

function checkInteger(name: string, value: unknown, min: number, max: number): void {
  if (typeof value !== 'number') {
    throw new TypeError(`Cannot write a capture: the ${name} must be a number, got ${typeof value}`);
  }
  if (!Number.isInteger(value) || value < min || value > max) {
    throw new RangeError(
      `Cannot write a capture: the ${name} must be an integer from ${min} to ${max}, got ${value}`,
    );
  }
}
