/** What a packet can be wrapped in, as small integers. VLAN tags are looked through without a word. */
export const WRAPPED_IN_NOTHING = 0;
export const WRAPPED_IN_LLC = 1;
export const WRAPPED_IN_PPPOE = 2;
export const WRAPPED_IN_MPLS = 3;
export const WRAPPED_IN_PROVIDER_BRIDGE = 4;
export const WRAPPED_IN_IPV4 = 5;
export const WRAPPED_IN_IPV6 = 6;
export const WRAPPED_IN_GRE = 7;
export const WRAPPED_IN_ERSPAN = 8;
export const WRAPPED_IN_ETHERIP = 9;
export const WRAPPED_IN_VXLAN = 10;
export const WRAPPED_IN_GENEVE = 11;
export const WRAPPED_IN_GTP = 12;
export const WRAPPED_IN_TEREDO = 13;
export const WRAPPED_IN_L2TP = 14;
export const WRAPPED_IN_LISP = 15;

/** Names for people and for JSON, indexed by what it is wrapped in. */
export const WRAPPING_NAMES = [
  '',
  'llc',
  'pppoe',
  'mpls',
  'pbb',
  'ipv4',
  'ipv6',
  'gre',
  'erspan',
  'etherip',
  'vxlan',
  'geneve',
  'gtp',
  'teredo',
  'l2tp',
  'lisp',
] as const;
