/** A capture that is merged, record by record. */
export interface Feed {
  /** Position among the captures that are merged, from 0. */
  readonly index: number;
  /** Time of the record at hand, since 1970; of one without a time, that of the record before; -Infinity before any. */
  readonly seconds: number;
  readonly nanoseconds: number;
  /** Blocks that could not be copied so far; none if absent. */
  readonly leftOut?: number;
  /**
   * Goes on to the next record.
   * @returns 'more' if bytes have to be pulled first
   * @throws CaptureError if the capture is damaged or cut short
   */
  advance(): 'record' | 'more' | 'end';
  /** Reads more bytes. */
  pull(): Promise<void>;
  /**
   * Appends the record at hand to the merged capture.
   * @returns false if the caller should wait until it is drained
   */
  write(): boolean;
}

/** A capture as bytes. */
export interface CaptureSource {
  /** What messages call it: `"x.pcap"`. */
  name: string;
  chunks: AsyncIterable<Uint8Array>;
}

/** Captures that cannot be made one. */
export class CannotMerge extends Error {
  override readonly name = 'CannotMerge';
}

/** Goes on to the next record, however many bytes that takes. @returns false at the end of the capture */
export async function advanceFeed(feed: Feed): Promise<boolean> {
  for (;;) {
    const found = feed.advance();
    if (found !== 'more') return found === 'record';
    await feed.pull();
  }
}
