/** The checksums that a receiver verifies, as indices for the hot path. */
export const CHECKSUM_IPV4 = 0;
export const CHECKSUM_ICMP = 1;
export const CHECKSUM_UDP = 2;
export const CHECKSUM_TCP = 3;
export const CHECKSUM_ICMPV6 = 4;
export const CHECKSUM_GRE = 5;
export const CHECKSUM_COUNT = 6;

/** Indexed by checksum. */
export const CHECKSUM_NAMES = ['ipv4', 'icmp', 'udp', 'tcp', 'icmpv6', 'gre'] as const;

/** There is no such header, or it says that it carries no checksum. */
export const STATUS_ABSENT = 0;
export const STATUS_GOOD = 1;
export const STATUS_BAD = 2;
/** The header is there or ought to be, but not all of what its checksum covers. */
export const STATUS_UNVERIFIABLE = 3;

/** Indexed by status. */
export const STATUS_NAMES = ['absent', 'good', 'bad', 'unverifiable'] as const;

/** Every checksum that there is to verify is right. */
export const VERDICT_DELIVERED = 0;
/** Some checksum is wrong. */
export const VERDICT_DISCARDED = 1;
/** No checksum is known to be wrong, but some cannot be judged. */
export const VERDICT_UNVERIFIABLE = 2;
/** Nothing wrong was found, but the frame, or a packet in it, was not looked into: not-judged.ts says why. */
export const VERDICT_NOT_JUDGED = 3;

/**
 * Indexed by verdict. Where several hold for parts of a frame, it is the first of: discarded, for which a part is enough;
 * unverifiable, where there is a checksum that might be wrong; not judged, where nobody knows of one; delivered.
 */
export const VERDICT_NAMES = ['delivered', 'discarded', 'unverifiable', 'not-judged'] as const;
