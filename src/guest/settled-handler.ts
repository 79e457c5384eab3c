/** Called when a packet that had to wait has been sent, or has failed. */
export type SettledHandler = (tag: number, error: Error | undefined) => void;
