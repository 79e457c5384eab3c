/**
 * What an entry of a simulation's agenda means: one of these numbers, which no request has as its id, or the id of the
 * request whose late response is due, 0 or more.
 */

/** It is time to poll. */
export const POLL = -1;

/** Netfront looks again whether a page has been unmapped. */
export const RETRY = -3;

/** A stall of netback is over. */
export const STALL_ENDS = -2;

/** Those whose frame callbacks were held go on. */
export const HOLD_ENDS = -4;
