import { ETHERNET_HEADER_LENGTH } from '../../wire/ethernet.ts';
import type { FrameReader } from '../../wire/frame-reader.ts';
import { IPV4_DESTINATION, IPV4_HEADER_LENGTH, IPV4_PROTOCOL, IPV4_TOS } from '../../wire/ipv4.ts';
import { IP_PROTOCOL_TCP } from '../../wire/protocol-numbers.ts';

/** Senders are numbers below this. */
const SENDERS = 1025;

/** How many conversations are known at a time; a power of two. */
const PLACES = 4096;

/** Of the type of service in the frame. */
const PLACE = ETHERNET_HEADER_LENGTH + IPV4_TOS;

/** What of it TCP sets from segment to segment, as the network is (RFC 3168). */
const ECN = 0x03;

/**
 * Finds the type of service of a stack that does not set it: of one conversation it was zero, and later it is the byte that a
 * frame of another protocol, sent in between, had in the same place. An ARP frame leaves 1 there, an IPv6 packet a part of
 * its flow label.
 */
export class TypeOfService {
  /** By sender: the number of the last frame that is not IPv4, 0 if there is none, and its byte. */
  readonly #others = new Float64Array(SENDERS);
  readonly #bytes = new Uint8Array(SENDERS);
  /** By conversation, of which the last in each place is known: the last packet with zero. */
  readonly #keys = new Int32Array(PLACES);
  readonly #zeros = new Float64Array(PLACES);

  /**
   * Looks at a frame without VLAN tags.
   *
   * @param number - of the frame
   * @returns the number of the frame that the byte is from; 0 if nothing says that it is from one
   */
  look(reader: FrameReader, sender: number, number: number): number {
    const { bytes, view, start, length, ipVersion, ipOffset } = reader;
    if (ipVersion !== 4) {
      if (length > PLACE) {
        this.#others[sender] = number;
        this.#bytes[sender] = bytes[start + PLACE] as number;
      }
      return 0;
    }
    if (ipOffset !== ETHERNET_HEADER_LENGTH || length < ipOffset + IPV4_HEADER_LENGTH) return 0;
    const at = start + ipOffset;
    const service = bytes[at + IPV4_TOS] as number;
    const other = this.#others[sender] as number;
    if (service !== 0 && (other === 0 || service !== this.#bytes[sender])) return 0;
    const protocol = bytes[at + IPV4_PROTOCOL] as number;
    const key = keyOf(sender, view.getInt32(at + IPV4_DESTINATION), protocol);
    const place = key & (PLACES - 1);
    if (service === 0) {
      this.#keys[place] = key;
      this.#zeros[place] = number;
      return 0;
    }
    const zero = this.#keys[place] === key ? (this.#zeros[place] as number) : 0;
    if (zero === 0 || zero > other) return 0;
    return protocol === IP_PROTOCOL_TCP && (service & ~ECN) === 0 ? 0 : other;
  }
}

function keyOf(sender: number, destination: number, protocol: number): number {
  const hash = Math.imul(destination ^ Math.imul(sender * 256 + protocol, 0x85ebca6b), 0x9e3779b1);
  return hash ^ (hash >>> 15);
}
