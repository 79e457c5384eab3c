import type { RecordedPool, Recording } from './recording.ts';

/** @returns the pool of a channel: of the only one, or of the one that has this name */
export function poolOf(
  { pool, guestPools = {} }: Pick<Recording, 'pool' | 'guestPools'>,
  channel: string | undefined,
): RecordedPool {
  return channel !== undefined && Object.hasOwn(guestPools, channel) ? (guestPools[channel] ?? pool) : pool;
}
