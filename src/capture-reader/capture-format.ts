/** Reads the records of one file format from a queue of bytes. */
export interface CaptureFormat {
  /** Such as `pcap, little-endian, microseconds`; what is known of it so far. */
  readonly description: string;
  /** Whether times can be in between microseconds, as far as is known. */
  readonly hasNanoseconds: boolean;

  /**
   * Fills in the next packet, without its number: that is moved on only by what else counts as a frame.
   * @returns false if more bytes have to come first, or if this is the end
   * @throws CaptureError
   */
  read(): boolean;
}
