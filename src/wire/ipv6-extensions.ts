import { authenticationHeaderLength } from './authentication-header.ts';
import { finalDestinationSum, ROUTING_SEGMENTS_LEFT } from './ipv6-routing.ts';
import {
  IP_PROTOCOL_AUTHENTICATION,
  IP_PROTOCOL_HOP_BY_HOP,
  IP_PROTOCOL_IPV6_DESTINATION,
  IP_PROTOCOL_IPV6_FRAGMENT,
  IP_PROTOCOL_IPV6_ROUTING,
} from './protocol-numbers.ts';

/** What all extension headers begin with: the protocol number of what comes behind, and their own length. */
const NEXT_HEADER = 0;
/** In units of 8 bytes, the first not counted; of an authentication header, in others. */
const LENGTH = 1;
/** No extension header is shorter. */
const LEAST_LENGTH = 8;
/** Where the options of a header begin that has some. */
const OPTIONS = 2;
/** The fragment header has 8 bytes (RFC 8200, 4.5): an offset in units of 8 bytes, and the flag in its lowest bit. */
const FRAGMENT_OFFSET_AND_FLAG = 2;
const FRAGMENT_HEADER_LENGTH = 8;

/** An option is a type, the length of its data, and the data; this one is a type alone. */
const OPTION_PAD1 = 0;
const OPTION_LENGTH = 1;
const OPTION_DATA = 2;
/** Options with a say in checksums: the payload's length (RFC 2675, 2), and the sender's own address (RFC 6275, 6.3). */
const OPTION_JUMBO_PAYLOAD = 0xc2;
const OPTION_HOME_ADDRESS = 0xc9;

/** What the extension headers of an IPv6 packet say (RFC 8200, 4). One serves millions of packets. */
export class Ipv6Extensions {
  /** Protocol number of what comes behind them. */
  protocol = 0;
  fragment = false;
  moreFragments = false;
  /** In bytes. */
  fragmentOffset = 0;
  /** Offset in the frame of the address that stands for the source in the pseudo header, -1 if that is the header's. */
  homeAddress = -1;
  /** The sum of the final destination, -1 if that is the header's. */
  destinationSum = -1;
  /** Length of all that follows the IPv6 header, -1 if they do not say. */
  jumboLength = -1;
  #view: DataView = new DataView(new ArrayBuffer(0));
  #start = 0;
  #end = 0;

  /**
   * Steps over the extension headers.
   *
   * @param start - index in `view` of the frame
   * @param protocol - of what is behind the IPv6 header
   * @param destination - index in `view` of the destination in the IPv6 header, which is all there
   * @param offset - in the frame, of what is behind the IPv6 header
   * @param end - of the IP packet within the frame
   * @returns offset in the frame of what comes behind, or BEHIND_UNKNOWN, which is -1, if that cannot be said or its destination is not known: a
   *   chain that is cut short, an option past the packet's end, a route of a kind that is not known and not used up
   */
  skip(
    view: DataView,
    start: number,
    protocol: number,
    destination: number,
    offset: number,
    end: number,
  ): number {
    this.#view = view;
    this.#start = start;
    this.#end = end;
    this.protocol = protocol;
    this.fragment = false;
    this.moreFragments = false;
    this.fragmentOffset = 0;
    this.homeAddress = -1;
    this.destinationSum = -1;
    this.jumboLength = -1;
    let at = offset;
    // What follows the header of a later fragment is not the start of anything.
    while (isExtension(this.protocol) && this.fragmentOffset === 0) {
      if (at + LEAST_LENGTH > end) return -1;
      const header = this.protocol;
      const index = start + at;
      const units = view.getUint8(index + LENGTH);
      let length = units * 8 + 8;
      if (header === IP_PROTOCOL_AUTHENTICATION) length = authenticationHeaderLength(units);
      if (header === IP_PROTOCOL_IPV6_FRAGMENT) {
        length = FRAGMENT_HEADER_LENGTH;
        const offsetAndFlag = view.getUint16(index + FRAGMENT_OFFSET_AND_FLAG);
        this.moreFragments = (offsetAndFlag & 1) !== 0;
        this.fragmentOffset = offsetAndFlag & 0xfff8;
        this.fragment = this.moreFragments || this.fragmentOffset !== 0;
      }
      this.protocol = view.getUint8(index + NEXT_HEADER);
      if (at + length > end) return -1;
      // Segments left: the destination is still to be swapped (RFC 8200, 4.4).
      if (header === IP_PROTOCOL_IPV6_ROUTING && view.getUint8(index + ROUTING_SEGMENTS_LEFT) !== 0) {
        this.destinationSum = finalDestinationSum(view, index, length, destination);
        if (this.destinationSum < 0) return -1;
      }
      if (hasOptions(header) && !this.#readOptions(at + OPTIONS, at + length)) return -1;
      at += length;
    }
    return at;
  }

  /** @returns whether no option that starts before `end` runs past the packet's end (RFC 8200, 4.2) */
  #readOptions(offset: number, end: number): boolean {
    let at = offset;
    while (at < end) {
      const index = this.#start + at;
      const option = this.#view.getUint8(index);
      const isPad1 = option === OPTION_PAD1;
      if (!isPad1 && at + OPTION_DATA > this.#end) return false;
      const length = isPad1 ? 0 : this.#view.getUint8(index + OPTION_LENGTH);
      at += isPad1 ? 1 : OPTION_DATA + length;
      if (at > this.#end) return false;
      if (option === OPTION_HOME_ADDRESS && length === 16) this.homeAddress = at - 16;
      if (option === OPTION_JUMBO_PAYLOAD && length === 4)
        this.jumboLength = this.#view.getUint32(index + OPTION_DATA);
    }
    return true;
  }
}

function isExtension(protocol: number): boolean {
  return (
    hasOptions(protocol) ||
    protocol === IP_PROTOCOL_IPV6_ROUTING ||
    protocol === IP_PROTOCOL_IPV6_FRAGMENT ||
    protocol === IP_PROTOCOL_AUTHENTICATION
  );
}

function hasOptions(protocol: number): boolean {
  return protocol === IP_PROTOCOL_HOP_BY_HOP || protocol === IP_PROTOCOL_IPV6_DESTINATION;
}
