/**
 * The protocols that a frame can turn out to carry, as small integers for the hot path. A frame's layer is the
 * innermost one that was recognised.
 */
export const LAYER_ETHERNET = 0;
export const LAYER_ARP = 1;
export const LAYER_IPV4 = 2;
export const LAYER_IPV6 = 3;
export const LAYER_ICMP = 4;
export const LAYER_UDP = 5;
export const LAYER_TCP = 6;
export const LAYER_DHCP = 7;
export const LAYER_ICMPV6 = 8;

/** Names for people and for the JSON report, indexed by layer. */
export const LAYER_NAMES: readonly string[] = [
  'ethernet',
  'arp',
  'ipv4',
  'ipv6',
  'icmp',
  'udp',
  'tcp',
  'dhcp',
  'icmpv6',
];
