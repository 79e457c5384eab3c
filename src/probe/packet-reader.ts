import { emptyPacket } from '../capture-reader/packet.ts';
import { EthernetFraming } from '../link-layer/ethernet-framing.ts';
import { UntaggedFrame } from '../link-layer/untagged-frame.ts';
import { storeToldFlow } from '../link-layer/untold-mac.ts';
import { ETHERNET_HEADER_LENGTH, ETHERNET_TYPE } from '../wire/ethernet.ts';
import { describeFlow, Flow, protocolOf, storeFlow } from '../wire/flow.ts';
import { fieldAt, fieldName } from '../wire/frame-fields.ts';
import { FrameReader } from '../wire/frame-reader.ts';
import { PROBED_LINKS, type ProbedLink } from './probed-link.ts';

/** Reads what a writer made, by the link that it is for. Offsets count from the first byte that was written. */
export class PacketReader {
  /** Of the packet as an Ethernet frame, its VLAN tags taken out. */
  readonly frame = new FrameReader();
  /** How many bytes of VLAN tags it has. */
  tags = 0;
  /** What an offset in that frame, behind its addresses, is moved by to be one in the packet. */
  shift = 0;
  readonly #link: ProbedLink;
  readonly #framing = new EthernetFraming();
  readonly #untagged = new UntaggedFrame();
  /** Why it cannot be read; undefined if it can. */
  #obstacle: string | undefined;

  constructor(link: ProbedLink) {
    this.#link = link;
  }

  /** @returns whether it can be read at all */
  read(packet: Uint8Array): boolean {
    const { buffer, byteOffset, length } = packet;
    const view = new DataView(buffer, byteOffset, length);
    const framing = this.#framing;
    const linkType = PROBED_LINKS[this.#link];
    this.#obstacle = framing.frame({ ...emptyPacket(), linkType, bytes: packet, view, length });
    if (this.#obstacle !== undefined) return false;
    const untagged = this.#untagged;
    untagged.readBy(this.frame, framing.bytes, framing.view, framing.offset, framing.length);
    this.tags = untagged.tagsLength;
    this.shift = framing.shift + this.tags;
    return true;
  }

  /** @returns the innermost protocol that was recognised, and what the packet is in one line */
  described(): { protocol: string; flow: string } {
    if (this.#obstacle !== undefined) return { protocol: 'none', flow: 'no IP packet' };
    const flow = new Flow();
    if (this.#link === 'ethernet') storeFlow(this.frame, flow);
    else storeToldFlow(this.frame, flow);
    return { protocol: protocolOf(flow), flow: describeFlow(flow) };
  }

  /** @returns the field that a byte of the packet is of: 'ipv4.tos' */
  fieldAt(offset: number): string {
    if (this.#link === 'ethernet') {
      if (offset < ETHERNET_TYPE) return fieldName(fieldAt(this.frame, offset));
      if (offset < ETHERNET_TYPE + this.tags) return 'ethernet.tag';
      return fieldName(fieldAt(this.frame, offset - this.tags));
    }
    if (this.#obstacle !== undefined) return 'link.payload';
    const at = offset - this.shift;
    // The Ethernet header is one that was made.
    if (at < ETHERNET_HEADER_LENGTH) return 'link.header';
    return fieldName(fieldAt(this.frame, at)).replace(/^ethernet\./, 'link.');
  }
}
