import type { CapturedPacket } from '../capture-reader/packet.ts';
import { formatIpv4, formatIpv6, formatMac } from '../wire/address.ts';
import { CHECKSUM_COUNT, CHECKSUM_NAMES } from '../wire/checksum-status.ts';
import { ETHERNET_SOURCE } from '../wire/ethernet.ts';
import { IPV4_SOURCE } from '../wire/ipv4.ts';
import { IPV6_SOURCE } from '../wire/ipv6.ts';
import type { OffloadSender } from './result.ts';

/** How many senders are told apart; later ones are counted together. */
const MOST_SENDERS = 1024;
/** Twice as many places, so that few senders share one. */
const PLACES = 2 * MOST_SENDERS;

const KIND_MAC = 1;
const KIND_IPV4 = 2;
const KIND_IPV6 = 3;

/** How many ways there are to have some checksums, and others not. */
const COMBINATIONS = 1 << CHECKSUM_COUNT;

/** A kind, and the address in up to four words. */
const WORDS = 5;

/**
 * How many checksums each sender of a capture had in its frames, and how many of them it left to its network card.
 * In arrays of one size: nothing is allocated per frame, and not more for a million senders.
 */
export class Senders {
  /** Index of a sender and one more, by hash; 0 for none. */
  readonly #places = new Int32Array(PLACES);
  readonly #words = new Int32Array(MOST_SENDERS * WORDS);
  /** By sender and checksum. The last sender stands for all that there was no room for. */
  /** Frames with these checksums and no others, all of them right: by sender and combination. */
  readonly #delivered = new Float64Array((MOST_SENDERS + 1) * COMBINATIONS);
  readonly #seen = new Float64Array((MOST_SENDERS + 1) * CHECKSUM_COUNT);
  readonly #left = new Float64Array((MOST_SENDERS + 1) * CHECKSUM_COUNT);
  readonly #firstFrame = new Float64Array((MOST_SENDERS + 1) * CHECKSUM_COUNT);
  readonly #key = new Int32Array(WORDS);
  #count = 0;
  /** The sender of the last frame, which is often that of the next. */
  #last = -1;

  /** @returns an index for the sender of an Ethernet frame, by its MAC address */
  ofFrame(view: DataView, offset: number): number {
    const high = view.getUint16(offset + ETHERNET_SOURCE);
    const low = view.getInt32(offset + ETHERNET_SOURCE + 2);
    // What #find does where the first place that it looks at is the right one.
    const sender = (this.#places[placeOf(KIND_MAC, high, low, 0, 0)] as number) - 1;
    if (sender >= 0) {
      const words = this.#words;
      const at = sender * WORDS;
      if (words[at + 2] === low && words[at + 1] === high && words[at] === KIND_MAC) return sender;
    }
    return this.#find(KIND_MAC, high, low, 0, 0);
  }

  /** @returns an index for the sender of a packet of another link layer, by its IP address */
  ofPacket(view: DataView, ip: number, ipVersion: number): number {
    if (ipVersion === 4) return this.#find(KIND_IPV4, view.getInt32(ip + IPV4_SOURCE), 0, 0, 0);
    return this.#find(
      KIND_IPV6,
      view.getInt32(ip + IPV6_SOURCE),
      view.getInt32(ip + IPV6_SOURCE + 4),
      view.getInt32(ip + IPV6_SOURCE + 8),
      view.getInt32(ip + IPV6_SOURCE + 12),
    );
  }

  /** @returns the index that stands for all others: nobody tells who the sender is */
  ofNobody(): number {
    return MOST_SENDERS;
  }

  /** Notes a frame of which all checksums that are there are right. @param present - a bit for each of them */
  noteDelivered(sender: number, present: number): void {
    const at = sender * COMBINATIONS + present;
    this.#delivered[at] = (this.#delivered[at] as number) + 1;
  }

  /** Notes a checksum in another frame of the sender that is right, or wrong. */
  noteSeen(sender: number, checksum: number): void {
    const at = sender * CHECKSUM_COUNT + checksum;
    this.#seen[at] = (this.#seen[at] as number) + 1;
  }

  /** Notes, behind `noteSeen`, that it was left to the card. */
  noteLeft(sender: number, checksum: number, { number }: CapturedPacket): void {
    const at = sender * CHECKSUM_COUNT + checksum;
    if (this.#left[at] === 0) this.#firstFrame[at] = number;
    this.#left[at] = (this.#left[at] as number) + 1;
  }

  /** @returns who left checksums to a card, most of them first */
  list(): OffloadSender[] {
    const senders: OffloadSender[] = [];
    for (let sender = 0; sender <= MOST_SENDERS; sender++) {
      for (let checksum = 0; checksum < CHECKSUM_COUNT; checksum++) {
        const at = sender * CHECKSUM_COUNT + checksum;
        const left = this.#left[at] as number;
        if (left === 0) continue;
        senders.push({
          address: this.addressOf(sender),
          protocol: CHECKSUM_NAMES[checksum] as OffloadSender['protocol'],
          left,
          checksums: (this.#seen[at] as number) + this.#countDelivered(sender, checksum),
          firstFrame: this.#firstFrame[at] as number,
        });
      }
    }
    return senders.sort((a, b) => b.left - a.left || a.firstFrame - b.firstFrame);
  }

  #countDelivered(sender: number, checksum: number): number {
    let count = 0;
    for (let present = 0; present < COMBINATIONS; present++) {
      if ((present & (1 << checksum)) !== 0)
        count += this.#delivered[sender * COMBINATIONS + present] as number;
    }
    return count;
  }

  #find(kind: number, first: number, second: number, third: number, fourth: number): number {
    const key = this.#key;
    key[0] = kind;
    key[1] = first;
    key[2] = second;
    key[3] = third;
    key[4] = fourth;
    if (this.#last >= 0 && this.#isAt(this.#last)) return this.#last;
    for (let place = placeOf(kind, first, second, third, fourth); ; place = (place + 1) & (PLACES - 1)) {
      const sender = (this.#places[place] as number) - 1;
      if (sender < 0) return this.#add(place);
      if (!this.#isAt(sender)) continue;
      this.#last = sender;
      return sender;
    }
  }

  #add(place: number): number {
    if (this.#count === MOST_SENDERS) return MOST_SENDERS;
    const sender = this.#count++;
    this.#words.set(this.#key, sender * WORDS);
    this.#places[place] = sender + 1;
    this.#last = sender;
    return sender;
  }

  #isAt(sender: number): boolean {
    const words = this.#words;
    const key = this.#key;
    const at = sender * WORDS;
    return (
      words[at + 2] === key[2] &&
      words[at + 1] === key[1] &&
      words[at] === key[0] &&
      words[at + 3] === key[3] &&
      words[at + 4] === key[4]
    );
  }

  /** @returns the address of a sender, by its index; null for the one that stands for all others */
  addressOf(sender: number): string | null {
    return sender === MOST_SENDERS ? null : this.#address(sender);
  }

  #address(sender: number): string {
    const at = sender * WORDS;
    const words = new DataView(new ArrayBuffer((WORDS - 1) * 4));
    for (let i = 1; i < WORDS; i++) words.setInt32((i - 1) * 4, this.#words[at + i] as number);
    const bytes = new Uint8Array(words.buffer);
    if (this.#words[at] === KIND_MAC) return formatMac(bytes, 2);
    return this.#words[at] === KIND_IPV4 ? formatIpv4(words.getUint32(0)) : formatIpv6(bytes);
  }
}

/** @returns the first place to look for a sender */
function placeOf(kind: number, first: number, second: number, third: number, fourth: number): number {
  const rest = Math.imul(third ^ fourth, 0x85ebca6b);
  const hash = Math.imul(first ^ Math.imul(second ^ rest, 0xc2b2ae35), 0x9e3779b1);
  return ((hash ^ (hash >>> 15)) + kind) & (PLACES - 1);
}
