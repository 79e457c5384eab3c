/** Flags of ring messages (Xen's io/netif.h, NETTXF_* and NETRXF_*). */
export const FLAG_CHECKSUM_BLANK = 1;
export const FLAG_DATA_VALIDATED = 2;
/** The frame goes on in the next message. */
export const FLAG_MORE_DATA = 4;
export const FLAG_EXTRA_INFO = 8;
