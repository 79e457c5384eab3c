import type { Leak, LeakHop } from '../audit/findings.ts';
import type { Names } from './names.ts';
import { counted, grouped } from './words.ts';

/** Hops of one leak that are told one by one. */
const MOST_HOPS = 4;

/** What a firewall did with leaked bytes, a line for each time; none for a run with one channel. */
export function wayLines({ way = [], leakedBytes }: Leak, names: Names): string[] {
  const lines = way.slice(0, MOST_HOPS).map((hop) => hopText(hop, leakedBytes, names));
  const hidden = way.length - lines.length;
  return hidden > 0 ? [...lines, `… and ${counted(hidden, 'more frame')}`] : lines;
}

function hopText(
  { frame, channel, recipient, bytes, crossRecipientBytes, dropped }: LeakHop,
  all: number,
  names: Names,
): string {
  if (dropped !== undefined) return `nowhere: the firewall dropped the frame, because ${dropped}`;
  const whom = recipient === null ? '' : `, to ${names.recipient(recipient)}`;
  const what = bytes === all ? 'all of them' : `${grouped(bytes)} of them`;
  const others = crossRecipientBytes === 0 ? 'none' : grouped(crossRecipientBytes);
  const whose = bytes === crossRecipientBytes ? '' : `, ${others} meant for somebody else`;
  return `frame ${frame ?? '?'} on ${channel ?? '?'}${whom}: ${bytes === 0 ? 'none of them' : what} passed on${whose}`;
}
