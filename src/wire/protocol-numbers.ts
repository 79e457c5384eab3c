/** EtherType values (IEEE 802 numbers, IANA). */
export const ETHERTYPE_IPV4 = 0x0800;
export const ETHERTYPE_ARP = 0x0806;
export const ETHERTYPE_IPV6 = 0x86dd;

/** Up to this value the EtherType field holds a length instead (IEEE 802.3). */
export const LARGEST_802_3_LENGTH = 1500;

/** Protocol numbers of the IPv4 header's protocol and the IPv6 header's next header field (IANA). */
export const IP_PROTOCOL_HOP_BY_HOP = 0;
export const IP_PROTOCOL_ICMP = 1;
export const IP_PROTOCOL_TCP = 6;
export const IP_PROTOCOL_UDP = 17;
export const IP_PROTOCOL_IPV6_ROUTING = 43;
export const IP_PROTOCOL_IPV6_FRAGMENT = 44;
export const IP_PROTOCOL_AUTHENTICATION = 51;
export const IP_PROTOCOL_ICMPV6 = 58;
export const IP_PROTOCOL_IPV6_DESTINATION = 60;

/** UDP ports of DHCP (RFC 2131, 4.1). */
export const DHCP_SERVER_PORT = 67;
export const DHCP_CLIENT_PORT = 68;
