import type { Packet, Sum } from '../../guest/packets.ts';
import type { SettledHandler } from '../../guest/settled-handler.ts';
import { Stack } from '../../guest/stack.ts';
import type { FrameWriter } from '../../netchannel/frame-write.ts';
import { ORDINARY_MEMORY } from '../../simd/arena.ts';
import { IPV4_HEADER_LENGTH } from '../../wire/ipv4.ts';
import { PeerWriter } from './peer-writer.ts';

/** The machines that send packets to the guest: each has a stack of its own, made when it first sends. */
export class Peers {
  readonly #writer: PeerWriter;
  readonly #mtu: number;
  readonly #settled: SettledHandler;
  readonly #sum: Sum;
  /** By MAC address, as a number. */
  readonly #stacks = new Map<number, Stack>();
  #lastMac: Uint8Array | undefined;
  #lastStack: Stack | undefined;

  /**
   * @param mtu - the most bytes behind an Ethernet header
   * @param settled - called for packets for which `send` returned false
   * @param arena - that lends memory. Ordinary memory if absent
   * @param sum - who sums up their checksums. They do if absent
   */
  constructor(
    netback: FrameWriter,
    mtu: number,
    settled: SettledHandler,
    arena = ORDINARY_MEMORY,
    sum: Sum = 'computed',
  ) {
    this.#sum = sum;
    this.#writer = new PeerWriter(netback, arena);
    this.#mtu = mtu;
    this.#settled = settled;
  }

  /**
   * Sends a packet to the guest.
   *
   * @param mac - the sender's, 6 bytes
   * @param tag - handed to observers of the device, and to `settled`
   * @returns false if it, or a fragment of it, has to wait
   * @throws ExceedsMtu, or what the device or a packet writer throws
   */
  send(packet: Packet, mac: Uint8Array, tag: number): boolean {
    if (this.#lastStack === undefined || mac !== this.#lastMac) {
      this.#lastStack = this.#stackOf(mac);
      this.#lastMac = mac;
    }
    return this.#lastStack.send(packet, tag);
  }

  /** Stacks of all that have sent, each with a name of its own, in an order that does not depend on when they did. */
  named(): (readonly [name: string, stack: Stack])[] {
    return [...this.#stacks].sort(([a], [b]) => a - b).map(([mac, stack]) => [`${mac}`, stack]);
  }

  #stackOf(mac: Uint8Array): Stack {
    let key = 0;
    for (let i = 0; i < mac.length; i++) key = key * 256 + (mac[i] as number);
    let stack = this.#stacks.get(key);
    if (stack === undefined) {
      const device = this.#writer;
      const mtu = this.#mtu;
      const settled = this.#settled;
      // Fragments but the last carry a multiple of 8 bytes (RFC 791, 3.2).
      const fragmentMtu = IPV4_HEADER_LENGTH + ((mtu - IPV4_HEADER_LENGTH) & ~7);
      stack = new Stack({ device, mac: mac.slice(), mtu, fragmentMtu, sum: this.#sum, settled });
      this.#stacks.set(key, stack);
    }
    return stack;
  }
}
