import type { PacketTime } from '../../inspection/inspected-frame.ts';

/** What Date can say, in seconds. */
const LARGEST_DATE = 8_640_000_000_000;

/** @returns `2019-02-24 10:00:00.000000042`, UTC; beyond what a date can be, the seconds since 1970 */
export function formatTime({ seconds, nanoseconds }: PacketTime): string {
  const fraction = String(nanoseconds).padStart(9, '0');
  if (Math.abs(seconds) > LARGEST_DATE) return `${seconds} s + ${nanoseconds} ns`;
  const date = new Date(seconds * 1000).toISOString().replace('T', ' ').slice(0, -'.000Z'.length);
  return `${date}.${fraction}`;
}
