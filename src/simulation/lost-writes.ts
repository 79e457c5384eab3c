import type { Audit } from '../audit/audit.ts';
import type { FaultyNetback } from '../netchannel/faulty-netback.ts';
import type { Netchannel } from '../netchannel/netchannel.ts';
import type { Netfront } from '../netchannel/netfront.ts';
import type { EndName } from '../netchannel/observer.ts';

/** Entries that are kept; all writes are counted. */
const MOST_LOST = 100;

/** Writes of a step whose frames had not crossed when the run was over. */
export interface LostWrites {
  /** Index of the step. */
  step: number;
  /** Of which channel, if there are several. */
  channel?: string;
  /** Whose writes they are. */
  end: EndName;
  /**
   * stopped: they were handed over, and the other end had stopped listening. unread: they were handed over, and the other end had
   * not taken them. waited: they waited for a slot and a block, or for a page.
   */
  why: 'stopped' | 'unread' | 'waited';
  writes: number;
}

/** All of them, as far as they are kept. */
export interface LostResult {
  /** Writes. */
  count: number;
  /** The first 100 by step, channel, end and reason. */
  entries: LostWrites[];
}

/** A channel at the end of a run. */
export interface ChannelAtEnd {
  /** What it is called, if there are several. */
  name: string | undefined;
  channel: Netchannel<Netfront, FaultyNetback>;
  audit: Audit;
  /** The ends of it that have stopped listening. */
  stopped: ReadonlySet<EndName>;
}

/** @returns what has been written and has not crossed; undefined if there is nothing */
export function lostWrites(channels: readonly ChannelAtEnd[]): LostResult | undefined {
  const found = new Map<string, LostWrites>();
  let count = 0;
  for (const { name, channel, audit, stopped } of channels) {
    const add = (step: number, end: EndName, why: LostWrites['why']): void => {
      count++;
      const key = [step, name, end, why].join(' ');
      const known = found.get(key);
      if (known !== undefined) known.writes++;
      else found.set(key, { step, ...(name === undefined ? {} : { channel: name }), end, why, writes: 1 });
    };
    const { netfront, netback } = channel;
    for (const step of audit.unreadSteps('tx'))
      add(step, 'netfront', stopped.has('netback') ? 'stopped' : 'unread');
    for (const tag of netfront.waitingTags()) add(audit.stepOf(tag), 'netfront', 'waited');
    for (const step of audit.unreadSteps('rx'))
      add(step, 'netback', stopped.has('netfront') ? 'stopped' : 'unread');
    for (const tag of netback.inner.sender.waitingTags()) add(audit.stepOf(tag), 'netback', 'waited');
  }
  if (count === 0) return undefined;
  const entries = [...found.values()].sort((a, b) => a.step - b.step);
  return { count, entries: entries.slice(0, MOST_LOST) };
}
