/** Why a frame, or a packet in it, was not looked into, as small integers for the hot path. */
export const REASON_NONE = 0;
/** The value is the EtherType. */
export const REASON_ETHERTYPE = 1;
/** The value has the destination's service access point in bits 8-15, and the source's in bits 0-7. */
export const REASON_LLC = 2;
/** The value is the protocol number. */
export const REASON_IP_PROTOCOL = 3;
/** A packet that is no IP packet where there ought to be one; the value is the version that it claims. */
export const REASON_IP_VERSION = 4;
/** The value is the LINKTYPE_ number. */
export const REASON_LINK_TYPE = 5;
/** All that are more than can be counted one by one. */
export const REASON_OTHER = 6;
/** The value is the PPP protocol number. */
export const REASON_PPP = 7;
/** The value is the label of the last entry: what is behind it can not be told. */
export const REASON_MPLS = 8;
/** The value is the protocol type of the GRE header. */
export const REASON_GRE = 9;
/** The value is the UDP port of a tunnel. */
export const REASON_TUNNEL = 10;
/** The value is how many packets one in another are looked into at most. */
export const REASON_DEPTH = 11;
/** A packet that ends in the header of its link; the value is the LINKTYPE_ number. */
export const REASON_TOO_SHORT = 12;

/** Indexed by reason: what it is called in JSON. */
export const REASON_NAMES = [
  'none',
  'ethertype',
  'llc',
  'ip-protocol',
  'ip-version',
  'link-type',
  'other',
  'ppp',
  'mpls',
  'gre',
  'tunnel',
  'depth',
  'too-short',
] as const;

export type NotJudgedReason = (typeof REASON_NAMES)[number];

/** Numbers that people know by a name (IANA). */
const ETHERTYPES: ReadonlyMap<number, string> = new Map([
  [0x8809, 'slow protocols'],
  [0x888e, 'EAPOL'],
  [0x88b5, 'for local experiments'],
  [0x88b6, 'for local experiments'],
  [0x88cc, 'LLDP'],
  [0x88e5, 'MACsec'],
  [0x88f7, 'PTP'],
]);

const IP_PROTOCOLS: ReadonlyMap<number, string> = new Map([
  [2, 'IGMP'],
  [4, 'IPv4'],
  [41, 'IPv6'],
  [46, 'RSVP'],
  [47, 'GRE'],
  [50, 'ESP'],
  [88, 'EIGRP'],
  [89, 'OSPF'],
  [103, 'PIM'],
  [112, 'VRRP'],
  [115, 'L2TP'],
  [132, 'SCTP'],
  [135, 'Mobility Header'],
  [136, 'UDP-Lite'],
]);

const TUNNELS: ReadonlyMap<number, string> = new Map([
  [1701, 'L2TP'],
  [2152, 'GTP'],
  [3544, 'Teredo'],
  [4341, 'LISP'],
  [4500, 'IPsec'],
  [4790, 'VXLAN-GPE'],
  [5247, 'CAPWAP'],
  [6081, 'GENEVE'],
]);

/**
 * @param reason - one of the REASON constants
 * @param value - the number that it is about
 * @returns why something was not looked into, in words that stand alone
 */
export function notJudgedWords(reason: number, value: number): string {
  switch (reason) {
    case REASON_ETHERTYPE:
      return `ethertype ${hex(value, 4)}${named(ETHERTYPES.get(value))} is not known`;
    case REASON_LLC:
      return `LLC for ${hex(value >>> 8, 2)}, from ${hex(value & 255, 2)}, is not known`;
    case REASON_IP_PROTOCOL:
      return `IP protocol ${value}${named(IP_PROTOCOLS.get(value))} is not looked into`;
    case REASON_IP_VERSION:
      return `a packet of version ${value} where an IP packet ought to be`;
    case REASON_LINK_TYPE:
      return `link type ${value} is not looked into`;
    case REASON_PPP:
      return `PPP protocol ${hex(value, 4)} is not known`;
    case REASON_MPLS:
      return `what MPLS label ${value} carries is not known`;
    case REASON_GRE:
      return `what GRE carries as ${hex(value, 4)} is not known`;
    case REASON_TUNNEL:
      return `the tunnel at UDP port ${value}${named(TUNNELS.get(value))} is not looked into`;
    case REASON_DEPTH:
      return `more than ${value} packets one in another`;
    case REASON_TOO_SHORT:
      return `too short for the header of link type ${value}`;
    default:
      return 'other reasons';
  }
}

function hex(value: number, digits: number): string {
  return `0x${value.toString(16).padStart(digits, '0')}`;
}

function named(name: string | undefined): string {
  return name === undefined ? '' : ` (${name})`;
}
