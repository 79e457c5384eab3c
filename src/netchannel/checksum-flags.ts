/**
 * What the first message of a frame says about the frame's TCP or UDP checksum (Xen's io/netif.h). The two flags have
 * changed places between the rings: on TX csum_blank is 1 and data_validated 2, on RX it is the other way round.
 */

/** The checksum field holds no more than the sum of the pseudo header; a network card, if any, does the rest. */
export const CHECKSUM_BLANK = 1;
/** The checksum is known to be right, or not to matter: it need not be verified. */
export const CHECKSUM_VALIDATED = 2;

/** The names of netif.h, without its prefixes. */
export type ChecksumFlag = 'csum_blank' | 'data_validated';

export const CHECKSUM_FLAGS = {
  csum_blank: CHECKSUM_BLANK,
  data_validated: CHECKSUM_VALIDATED,
} as const satisfies Record<ChecksumFlag, number>;

export const CHECKSUM_FLAG_NAMES = [
  'csum_blank',
  'data_validated',
] as const satisfies readonly ChecksumFlag[];

/** What Linux says of a frame whose checksum it leaves to the card: one flag implies the other. */
export const LEFT_TO_CARD = CHECKSUM_BLANK | CHECKSUM_VALIDATED;

/** @param checksum - CHECKSUM_BLANK and CHECKSUM_VALIDATED, or-ed together. @returns the flags of a TX request */
export function txChecksumFlags(checksum: number): number {
  return checksum & LEFT_TO_CARD;
}

/** @param checksum - as of `txChecksumFlags`. @returns the flags of an RX response */
export function rxChecksumFlags(checksum: number): number {
  return ((checksum & CHECKSUM_BLANK) << 1) | ((checksum & CHECKSUM_VALIDATED) >> 1);
}

/** What flags of a message say. @returns CHECKSUM_BLANK and CHECKSUM_VALIDATED, or-ed together */
export function checksumOf(direction: 'tx' | 'rx', flags: number): number {
  return direction === 'tx' ? txChecksumFlags(flags) : rxChecksumFlags(flags);
}

/**
 * What a receiver does with them. ignored: as MirageOS, it does not read them, and its stack verifies every checksum. heeded:
 * as Linux, which verifies nothing that is flagged, and sums up anew what is to be segmented without csum_blank. required: as
 * the network driver of Windows, which heeds them too, but makes segments with wrong checksums of what is to be segmented
 * without data_validated.
 */
export const FLAG_USES = ['ignored', 'heeded', 'required'] as const;
export type FlagUse = (typeof FLAG_USES)[number];
