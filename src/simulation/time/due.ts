/** What entries of a simulation's agenda mean: one of these, or from 0 on, the request whose late response is due. */

/** It is time to poll. */
export const POLL = -1;

/** A stall of netback is over. */
export const STALL_ENDS = -2;
