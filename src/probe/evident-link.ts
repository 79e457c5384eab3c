import { CHECKSUM_IPV4, STATUS_GOOD } from '../wire/checksum-status.ts';
import { ETHERNET_HEADER_LENGTH } from '../wire/ethernet.ts';
import { IPV4_HEADER_LENGTH, IPV4_TOTAL_LENGTH, ipv4HeaderLength } from '../wire/ipv4.ts';
import { IPV6_HEADER_LENGTH, IPV6_PAYLOAD_LENGTH } from '../wire/ipv6.ts';
import { LAYER_ETHERNET } from '../wire/layers.ts';
import { PacketReader } from './packet-reader.ts';
import type { ProbedLink } from './probed-link.ts';

/**
 * What link packets are for that nobody has said it of: they are IP packets without a header in front if each of them is one,
 * version and lengths agree, and none makes sense as an Ethernet frame.
 *
 * @param packets - as they are on clean memory
 */
export function evidentLink(packets: readonly Uint8Array[]): ProbedLink {
  const isIp = packets.length > 0 && packets.every((packet) => isIpAlone(packet) && !isFrame(packet));
  return isIp ? 'raw' : 'ethernet';
}

function isIpAlone(packet: Uint8Array): boolean {
  const reader = new PacketReader('raw');
  if (!reader.read(packet)) return false;
  const { frame } = reader;
  const at = frame.start + ETHERNET_HEADER_LENGTH;
  const { length } = packet;
  if (frame.ipVersion === 6) {
    return (
      length >= IPV6_HEADER_LENGTH &&
      frame.view.getUint16(at + IPV6_PAYLOAD_LENGTH) + IPV6_HEADER_LENGTH === length
    );
  }
  const header = ipv4HeaderLength(packet[0] ?? 0);
  if (frame.ipVersion !== 4 || header < IPV4_HEADER_LENGTH || length < header) return false;
  const total = frame.view.getUint16(at + IPV4_TOTAL_LENGTH);
  // Who announces more than there is makes the rest right.
  const isLess = total < length && total >= header;
  return total === length || (isLess && frame.checksum(CHECKSUM_IPV4).status === STATUS_GOOD);
}

/** Whether there is something in it, behind an Ethernet header, that is known. */
function isFrame(packet: Uint8Array): boolean {
  if (packet.length < ETHERNET_HEADER_LENGTH) return false;
  const reader = new PacketReader('ethernet');
  reader.read(packet);
  const { layer, ipVersion, inner } = reader.frame;
  return layer !== LAYER_ETHERNET || ipVersion !== 0 || inner !== undefined || reader.tags > 0;
}
