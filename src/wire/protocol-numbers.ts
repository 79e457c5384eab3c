/** EtherType values (IEEE 802 numbers, IANA). */
export const ETHERTYPE_IPV4 = 0x0800;
export const ETHERTYPE_ARP = 0x0806;
export const ETHERTYPE_IPV6 = 0x86dd;
/** An Ethernet frame (transparent bridging). */
export const ETHERTYPE_ETHERNET = 0x6558;
export const ETHERTYPE_PPP = 0x880b;
export const ETHERTYPE_MPLS = 0x8847;
export const ETHERTYPE_MPLS_UPSTREAM = 0x8848;
export const ETHERTYPE_PPPOE_SESSION = 0x8864;
/** IEEE 802.1ah. */
export const ETHERTYPE_PROVIDER_BRIDGE = 0x88e7;

/** Whether it is the EtherType of a VLAN tag: of customers, of services (IEEE 802.1Q), or stacked the old way. */
export function isVlanTag(etherType: number): boolean {
  return etherType === 0x8100 || etherType === 0x88a8 || etherType === 0x9100;
}

/** Up to this value the EtherType field holds a length instead (IEEE 802.3). */
export const LARGEST_802_3_LENGTH = 1500;

/** Protocol numbers of the IPv4 header's protocol and the IPv6 header's next header field (IANA). */
export const IP_PROTOCOL_HOP_BY_HOP = 0;
export const IP_PROTOCOL_ICMP = 1;
/** And those of packets in packets. */
export const IP_PROTOCOL_IPV4 = 4;
export const IP_PROTOCOL_IPV6 = 41;
export const IP_PROTOCOL_GRE = 47;
export const IP_PROTOCOL_IPIP = 94;
export const IP_PROTOCOL_ETHERIP = 97;
export const IP_PROTOCOL_MPLS = 137;
export const IP_PROTOCOL_ETHERNET = 143;
export const IP_PROTOCOL_TCP = 6;
export const IP_PROTOCOL_UDP = 17;
export const IP_PROTOCOL_IPV6_ROUTING = 43;
export const IP_PROTOCOL_IPV6_FRAGMENT = 44;
export const IP_PROTOCOL_AUTHENTICATION = 51;
export const IP_PROTOCOL_ICMPV6 = 58;
/** Nothing follows (RFC 8200, 4.7). */
export const IP_PROTOCOL_NONE = 59;
export const IP_PROTOCOL_IPV6_DESTINATION = 60;

/** UDP ports of DHCP (RFC 2131, 4.1). */
export const DHCP_SERVER_PORT = 67;
export const DHCP_CLIENT_PORT = 68;
