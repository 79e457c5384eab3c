import { LINK_TYPE_ETHERNET } from '../capture-reader/link-types.ts';
import type { CapturedPacket } from '../capture-reader/packet.ts';
import { EthernetFraming } from '../link-layer/ethernet-framing.ts';
import { ToldAddresses } from '../link-layer/told-addresses.ts';
import { UntaggedFrame } from '../link-layer/untagged-frame.ts';
import { storeToldFlow } from '../link-layer/untold-mac.ts';
import { ETHERNET_HEADER_LENGTH, ETHERNET_TYPE } from '../wire/ethernet.ts';
import { describeFlow, Flow, protocolOf, recipientOf, senderOf, storeFlow } from '../wire/flow.ts';
import { FrameReader } from '../wire/frame-reader.ts';
import { fieldStretches } from './field-stretches.ts';
import type { InspectedPacket } from './inspected-packet.ts';
import type { FieldStretch } from './recording.ts';

/** What a packet is: who sent it to whom, and its protocol fields. One serves all packets of a capture. */
export class PacketFields {
  readonly #framing = new EthernetFraming();
  readonly #told = new ToldAddresses();
  readonly #untagged = new UntaggedFrame();
  readonly #reader = new FrameReader();
  readonly #flow = new Flow();

  of(packet: CapturedPacket): Pick<InspectedPacket, 'protocol' | 'flow' | 'recipient' | 'sender' | 'fields'> {
    const framing = this.#framing;
    const obstacle = framing.frame(packet);
    if (obstacle !== undefined) {
      const unknown = { kind: 'unknown', address: '' } as const;
      const fields = packet.length === 0 ? [] : [{ end: packet.length, name: 'none' }];
      return { protocol: 'none', flow: obstacle, recipient: unknown, sender: unknown, fields };
    }
    const { bytes, view, offset, length, shift } = framing;
    // Of another link, the header is made up.
    const isMade = packet.linkType !== LINK_TYPE_ETHERNET;
    if (isMade) this.#told.put(packet, framing);
    const header = isMade ? shift + ETHERNET_HEADER_LENGTH : 0;
    const untagged = this.#untagged;
    const reader = this.#reader;
    untagged.readBy(reader, bytes, view, offset, length);
    const flow = this.#flow;
    if (isMade) storeToldFlow(reader, flow);
    else storeFlow(reader, flow);
    return {
      protocol: protocolOf(flow),
      flow: describeFlow(flow),
      recipient: recipientOf(flow),
      sender: senderOf(flow),
      fields: inPacket(withTags(fieldStretches(reader), untagged.tagsLength), header, shift, packet.length),
    };
  }
}

/** Puts the tags in that were taken out behind the addresses. */
function withTags(fields: readonly FieldStretch[], tags: number): FieldStretch[] {
  if (tags === 0) return [...fields];
  const before = fields.filter(({ end }) => end <= ETHERNET_TYPE);
  const behind = fields.filter(({ end }) => end > ETHERNET_TYPE);
  return [
    ...before,
    { end: ETHERNET_TYPE + tags, name: 'vlan.tag' },
    ...behind.map(({ end, name }) => ({ end: end + tags, name })),
  ];
}

/**
 * @param header - bytes of the packet that are no Ethernet frame, before what was read
 * @param shift - what an offset in the frame has to be moved by to be one in the packet
 */
function inPacket(
  fields: readonly FieldStretch[],
  header: number,
  shift: number,
  length: number,
): FieldStretch[] {
  const found: FieldStretch[] =
    header > 0 && length > 0 ? [{ end: Math.min(header, length), name: 'link.header' }] : [];
  for (const { end, name } of [...fields, { end: length - shift, name: 'none' }]) {
    const to = Math.min(end + shift, length);
    if (to > (found.at(-1)?.end ?? 0)) found.push({ end: to, name });
  }
  return found;
}
