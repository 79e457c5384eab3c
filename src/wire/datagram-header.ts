import { ETHERNET_TYPE } from './ethernet.ts';

/** MAC addresses decide nothing. */
const START = ETHERNET_TYPE;

/**
 * What a frame with a UDP datagram in an IPv4 packet without options begins with, from its EtherType to its UDP length:
 * all that a reader goes by, but for the checksum behind it. In a stream, most frames begin as the one before them (header
 * prediction, as V. Jacobson's for TCP in 4.3BSD-Reno).
 */
export class DatagramHeader {
  /** Of the frame; -1 if no header is remembered. */
  #length = -1;
  /** EtherType and the first half word of the IPv4 header, and so on: 28 bytes. */
  #word0 = 0;
  #word1 = 0;
  #word2 = 0;
  #word3 = 0;
  #word4 = 0;
  #word5 = 0;
  #word6 = 0;

  /** @param frame - index in `view` of the first byte of a frame, of which 40 bytes at least are there */
  remember(view: DataView, frame: number, length: number): void {
    const at = frame + START;
    this.#length = length;
    this.#word0 = view.getInt32(at);
    this.#word1 = view.getInt32(at + 4);
    this.#word2 = view.getInt32(at + 8);
    this.#word3 = view.getInt32(at + 12);
    this.#word4 = view.getInt32(at + 16);
    this.#word5 = view.getInt32(at + 20);
    this.#word6 = view.getInt32(at + 24);
  }

  forget(): void {
    this.#length = -1;
  }

  /** Whether the frame is as long as the one that is remembered, and begins as it. */
  matches(view: DataView, frame: number, length: number): boolean {
    const at = frame + START;
    return (
      length === this.#length &&
      view.getInt32(at + 24) === this.#word6 &&
      view.getInt32(at + 20) === this.#word5 &&
      view.getInt32(at + 16) === this.#word4 &&
      view.getInt32(at + 12) === this.#word3 &&
      view.getInt32(at + 8) === this.#word2 &&
      view.getInt32(at + 4) === this.#word1 &&
      view.getInt32(at) === this.#word0
    );
  }
}
