/** A capture that cannot be read any further: cut short, damaged, hostile, or none at all. */
export class CaptureError extends Error {
  override readonly name = 'CaptureError';
  /** In the capture, of the header, record or block that is wrong. */
  readonly offset: number;
  /** What is wrong, without the place. */
  readonly reason: string;

  /** @param source - what the message calls the capture: `"x.pcap"` or `standard input` */
  constructor(source: string, offset: number, reason: string) {
    super(`Cannot read ${source} at offset ${offset}: ${reason}`);
    this.offset = offset;
    this.reason = reason;
  }
}
