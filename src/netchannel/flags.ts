/** Flags of ring messages that mean the same in both directions (Xen's io/netif.h, NETTXF_* and NETRXF_*). */

/** The frame goes on in the next message. */
export const FLAG_MORE_DATA = 4;
export const FLAG_EXTRA_INFO = 8;
