/** The most that a request of a netchannel can announce: its size has 16 bits. */
export const MOST_IN_BUFFER = 65_535;

/** What one block of shared memory holds, which a packet writer of a netchannel is handed. */
export const USUAL_BUFFER = 2048;
