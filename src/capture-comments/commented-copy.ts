import type { CapturedPacket } from '../capture-reader/packet.ts';

/** What a capture becomes, with comments of its packets. */
export interface CommentedCopy {
  /** Packets that were copied, and bytes that were written. */
  readonly packets: number;
  readonly bytes: number;
  /** Takes what is said about the next packet, which holds during the call. @throws PcapOutputError */
  comment(packet: CapturedPacket, comments: readonly string[]): void;
  /**
   * Takes the bytes that the packets commented on since the last call were read from.
   *
   * @param end - offset in the capture from which on nothing is copied, because it is damaged there
   * @throws CaptureError if a block cannot be copied
   * @throws PcapOutputError
   */
  push(piece: Uint8Array, end: number): void;
  /** Waits until there is room for more. @throws PcapOutputError */
  drain(): Promise<void>;
  /** Writes what is still to be written, and lets go of the file or stream. @throws PcapOutputError */
  close(): Promise<void>;
  /** Instead of `close`, if what was written is of no use. @throws PcapOutputError */
  abort(): Promise<void>;
}
