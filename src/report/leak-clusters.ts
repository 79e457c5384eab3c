import type { Leak, LeakRange } from '../audit/findings.ts';
import { hexOf } from './json.ts';
import { quotedBytes } from './quoted-bytes.ts';
import { counted } from './words.ts';

/** Leaks that are the same but for the frame that they are in, and for who left the bytes there. */
export interface LeakCluster {
  /** In the order of their frames; there is at least one. */
  leaks: readonly Leak[];
  first: Leak;
}

/** Puts equal leaks together. @returns what there is of each kind, the largest first */
export function leakClusters(leaks: readonly Leak[]): LeakCluster[] {
  const clusters = new Map<string, { leaks: Leak[]; first: Leak }>();
  for (const leak of leaks) {
    const { leftOut = { ranges: 0, bytes: 0 } } = leak;
    // What is left out counts by its sums.
    const rest = `${leftOut.ranges} ${leftOut.bytes} ${leak.nonZeroBytes} ${leak.crossRecipientBytes}`;
    const key = [...leak.ranges.map(keyOf), ...(leftOut.ranges === 0 ? [] : [rest])].join(' ');
    const cluster = clusters.get(key);
    if (cluster === undefined) clusters.set(key, { leaks: [leak], first: leak });
    else cluster.leaks.push(leak);
  }
  return [...clusters.values()].sort(
    ({ first: a }, { first: b }) =>
      b.crossRecipientBytes - a.crossRecipientBytes ||
      b.nonZeroBytes - a.nonZeroBytes ||
      b.leakedBytes - a.leakedBytes,
  );
}

function keyOf({ start, end, field, bytes, nonZero }: LeakRange): string {
  return `${start} ${end} ${field} ${nonZero} ${hexOf(bytes)}`;
}

/** @returns what all leaks of a cluster have in common: `1 byte ipv4.tos, 0x01` */
export function contentText({ ranges, leftOut }: Leak, most = 3): string {
  const told = ranges.slice(0, most).map((range) => {
    const length = range.end - range.start;
    const value = length === 1 ? `0x${hexOf(range.bytes)}` : quotedBytes(range);
    return `${counted(length, 'byte')} ${range.field}, ${value}`;
  });
  const hidden = ranges.length + (leftOut?.ranges ?? 0) - told.length;
  return [...told, ...(hidden > 0 ? [`… and ${counted(hidden, 'more range')}`] : [])].join('; ');
}
