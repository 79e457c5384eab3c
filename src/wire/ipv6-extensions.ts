import { IPV6_DESTINATION, IPV6_NEXT_HEADER } from './ipv6.ts';
import { finalDestinationSum } from './ipv6-routing.ts';
import {
  IP_PROTOCOL_AUTHENTICATION,
  IP_PROTOCOL_HOP_BY_HOP,
  IP_PROTOCOL_IPV6_DESTINATION,
  IP_PROTOCOL_IPV6_FRAGMENT,
  IP_PROTOCOL_IPV6_ROUTING,
} from './protocol-numbers.ts';

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
   * @param ip - offset in the frame of the IPv6 header, which is all there
   * @param offset - of what is behind it
   * @param end - of the IP packet within the frame
   * @returns offset in the frame of what comes behind, or -1 if that cannot be said or its destination is not known: a
   *   chain that is cut short, an option past the packet's end, a route of a kind that is not known and not used up
   */
  skip(view: DataView, start: number, ip: number, offset: number, end: number): number {
    this.#view = view;
    this.#start = start;
    this.#end = end;
    this.protocol = view.getUint8(start + ip + IPV6_NEXT_HEADER);
    this.fragment = false;
    this.moreFragments = false;
    this.fragmentOffset = 0;
    this.homeAddress = -1;
    this.destinationSum = -1;
    this.jumboLength = -1;
    let at = offset;
    // What follows the header of a later fragment is not the start of anything.
    while (isExtension(this.protocol) && this.fragmentOffset === 0) {
      if (at + 8 > end) return -1;
      const header = this.protocol;
      const index = start + at;
      const units = view.getUint8(index + 1);
      let length = units * 8 + 8;
      if (header === IP_PROTOCOL_AUTHENTICATION) length = units * 4 + 8;
      if (header === IP_PROTOCOL_IPV6_FRAGMENT) {
        length = 8;
        const low = view.getUint8(index + 3);
        this.moreFragments = (low & 1) !== 0;
        this.fragmentOffset = view.getUint8(index + 2) * 256 + (low & 0xf8);
        this.fragment = this.moreFragments || this.fragmentOffset !== 0;
      }
      this.protocol = view.getUint8(index);
      if (at + length > end) return -1;
      // Segments left: the destination is still to be swapped (RFC 8200, 4.4).
      if (header === IP_PROTOCOL_IPV6_ROUTING && view.getUint8(index + 3) !== 0) {
        this.destinationSum = finalDestinationSum(view, index, length, start + ip + IPV6_DESTINATION);
        if (this.destinationSum < 0) return -1;
      }
      if (hasOptions(header) && !this.#readOptions(at + 2, at + length)) return -1;
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
      const isPad1 = option === 0;
      if (!isPad1 && at + 2 > this.#end) return false;
      const length = isPad1 ? 0 : this.#view.getUint8(index + 1);
      at += isPad1 ? 1 : 2 + length;
      if (at > this.#end) return false;
      if (option === OPTION_HOME_ADDRESS && length === 16) this.homeAddress = at - 16;
      if (option === OPTION_JUMBO_PAYLOAD && length === 4) this.jumboLength = this.#view.getUint32(index + 2);
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
