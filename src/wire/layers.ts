/**
 * The protocols that a frame can turn out to carry, as small integers for the hot path: the numbers of their rows in
 * protocols.ts, for whoever asks for one of them. A frame's layer is the innermost one that was recognised.
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
