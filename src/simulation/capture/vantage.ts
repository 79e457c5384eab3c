/** Where on its way a frame is seen: at either end of the channel, or where it arrives behind the link. */
export type VantagePoint = 'netfront' | 'netback' | 'receiver';

export const VANTAGES = ['netfront', 'netback', 'receiver', 'both'] as const;

/** From where a capture sees the frames; `both`: from netfront and from netback. */
export type Vantage = (typeof VANTAGES)[number];
