/** What can stand in front of an IP packet that a writer writes, as capture readers call it, and its LINKTYPE_ number. */
export const PROBED_LINKS = {
  /** An Ethernet header. */
  ethernet: 1,
  /** Nothing, as on raw sockets and on tun devices without a header. */
  raw: 101,
  /** Four bytes, as on tun devices with one. */
  null: 0,
} as const;

export type ProbedLink = keyof typeof PROBED_LINKS;

export const PROBED_LINK_NAMES = Object.keys(PROBED_LINKS) as readonly ProbedLink[];

/** Whether `name` is a link whose packets are read. */
export function isProbedLink(name: string): name is ProbedLink {
  return Object.hasOwn(PROBED_LINKS, name);
}
