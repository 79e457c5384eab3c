const NANOSECONDS: Record<string, number> = { ns: 1, us: 1e3, ms: 1e6, s: 1e9 };

/** @returns nanoseconds, or undefined if `text` is not a number with a unit such as `250us` or `0.5s` */
export function parseDuration(text: string): number | undefined {
  const match = /^([0-9]{1,9}(?:\.[0-9]{1,9})?) ?(ns|us|ms|s)$/.exec(text);
  if (match === null) return undefined;
  return Math.round(Number(match[1]) * (NANOSECONDS[match[2] ?? ''] ?? 0));
}

const BITS: Record<string, number> = { '': 1, k: 1e3, M: 1e6, G: 1e9 };

/** The highest rate, in bits per second, at which a byte still takes a time worth counting in nanoseconds. */
const HIGHEST_RATE = 1e12;

/** @returns bits per second, or undefined if `text` is not a rate such as `100Mbit`, `1.5 Gbit/s` or `9600bit/s` */
export function parseRate(text: string): number | undefined {
  const match = /^([0-9]{1,9}(?:\.[0-9]{1,9})?) ?([kMG]?)bit(?:\/s)?$/.exec(text);
  if (match === null) return undefined;
  const rate = Number(match[1]) * (BITS[match[2] ?? ''] ?? 0);
  return rate >= 1 && rate <= HIGHEST_RATE ? rate : undefined;
}

/** The last second that the unsigned 32-bit timestamps of a pcap file can carry. */
const LAST_SECOND = 0xffff_ffff;

/**
 * @returns nanoseconds since 1970, or undefined if `text` is not a date, or date and time with zone, of ISO 8601
 * (`2019-03-21`, `2019-03-21T12:00:00.25Z`, `2019-03-21T12:00:00+01:00`) that a pcap file can carry
 */
export function parseEpoch(text: string): bigint | undefined {
  const match =
    /^([0-9]{4}-[0-9]{2}-([0-9]{2}))(?:T([0-9:]{8})(?:\.([0-9]{1,9}))?(Z|[+-][0-9]{2}:[0-9]{2}))?$/.exec(
      text,
    );
  if (match === null) return undefined;
  const [, date, day, time = '00:00:00', fraction = '', zone = 'Z'] = match;
  const milliseconds = Date.parse(`${date}T${time}${zone}`);
  // Date.parse takes 30 February for 2 March.
  const isDay = new Date(`${date}T00:00:00Z`).getUTCDate() === Number(day);
  if (Number.isNaN(milliseconds) || !isDay) return undefined;
  const seconds = milliseconds / 1000;
  if (seconds < 0 || seconds > LAST_SECOND) return undefined;
  return BigInt(seconds) * 1_000_000_000n + BigInt(fraction.padEnd(9, '0'));
}
