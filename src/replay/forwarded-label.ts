import type { Packet } from '../guest/packets.ts';

/** What became of a frame, for a person: `forwarded udp`, or `sent as it was`. */
export const FORWARDED_LABELS = [
  'sent as it was',
  'forwarded udp',
  'forwarded tcp',
  'forwarded icmp',
] as const;

const TRANSPORTS = { udp: 1, tcp: 2, icmp: 3 } as const;

/** @returns an index of FORWARDED_LABELS */
export function forwardedAs(packet: Packet): number {
  return packet.kind === 'nat' ? TRANSPORTS[packet.transport.protocol] : 0;
}
