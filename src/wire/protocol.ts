import type { DissectedFrame } from './dissected-frame.ts';

/** A protocol that a frame can turn out to carry. The table of all of them is protocols.ts. */
export interface Protocol {
  /** In reports and on the command line: 'udp'. */
  readonly name: string;
  /** The fields that a byte of it can belong to, by their names in reports; what counts by field goes by this order. */
  readonly fields: readonly string[];
  /**
   * The field that a byte belongs to, as its index in `fields`.
   * @param at - counted from where the protocol's header begins; the byte is in the frame
   */
  readonly fieldAt: (frame: DissectedFrame, at: number) => number;
  /** Whether its conversations are between ports. */
  readonly hasPorts?: boolean;
  /**
   * What a message is, for people: 'echo request'; '' if that is nothing to speak of.
   *
   * @param detail - as the flow of the frame has it (flow.ts)
   * @param type - of an application's message
   */
  readonly words?: (detail: number, type: number) => string;
}

/** A protocol that has a number in the IP header. */
export interface Transport extends Protocol {
  /** The protocol number (IANA). */
  readonly number: number;
  /** One of the CHECKSUM constants. */
  readonly checksum: number;
  /**
   * Reads what begins at `offset`, verifies its checksum, and stores where the payload begins. That of a fragment, or of a packet of unknown length, is
   * recorded as one that cannot be judged.
   *
   * @param length - up to the end of the IP packet within the frame, 0 or more
   * @returns whether so much of the header is there that it is what the IP header says
   */
  readonly read: (frame: DissectedFrame, offset: number, length: number) => boolean;
}

/** A protocol of messages in UDP datagrams, known by its ports. */
export interface Application extends Protocol {
  /** Whoever sends to, or from, one of them speaks it. */
  readonly ports: readonly number[];
  /** No message is shorter. */
  readonly leastLength: number;
  /** The type of the message in a frame, 1..255; 0 if it does not say. */
  readonly typeOf: (frame: DissectedFrame) => number;
}
