import type { HostileAct } from '../netchannel/hostile-acts.ts';
import type { EndName } from '../netchannel/observer.ts';

/** Acts that are kept; all are counted. */
const MOST_ACTS = 100;

/** Different things that are told of one act. */
const MOST_CONSEQUENCES = 8;

/**
 * What an end did on purpose, and what came of it on its channel until the next such act, or until the end of the run; but for
 * what came of a fault.
 */
export interface HostileEntry {
  /** Index of the step. */
  step: number;
  /** Of which channel, if there are several. */
  channel?: string;
  end: EndName;
  /** What it did, as `hostile` has it: answer, respond, request and so on. */
  kind: HostileAct['act']['kind'];
  /** What the honest end did, or what became of it, each with how often. Empty if it took no notice. */
  consequences: { text: string; times: number }[];
  /** Further consequences that are not told. */
  leftOut: number;
  /** Frames that crossed any channel. */
  frames: number;
}

/** All of it, as far as it is kept. */
export interface HostileResult {
  /** The first 100. */
  acts: HostileEntry[];
  /** All acts. */
  count: number;
  /** There if the first entry only goes on with what an act of the shard before this one came to. */
  goesOn?: true;
}

/** @returns what shards came to, one after the other, as one; undefined if there was nothing */
export function joinHostile(parts: readonly (HostileResult | undefined)[]): HostileResult | undefined {
  const acts: HostileEntry[] = [];
  let count = 0;
  for (const part of parts) {
    if (part === undefined) continue;
    count += part.count;
    const [first, ...rest] = part.acts;
    const last = acts.at(-1);
    if (part.goesOn === true && first !== undefined && last !== undefined) goOn(last, first);
    else if (first !== undefined) rest.unshift(first);
    acts.push(
      ...rest.map((entry) => ({ ...entry, consequences: entry.consequences.map((each) => ({ ...each })) })),
    );
  }
  return acts.length === 0 ? undefined : { acts: acts.slice(0, MOST_ACTS), count };
}

function goOn(entry: HostileEntry, { consequences, leftOut, frames }: HostileEntry): void {
  entry.frames += frames;
  entry.leftOut += leftOut;
  for (const { text, times } of consequences) addConsequence(entry, text, times);
}

function addConsequence(entry: HostileEntry, text: string, times: number): void {
  const known = entry.consequences.find((each) => each.text === text);
  if (known !== undefined) known.times += times;
  else if (entry.consequences.length < MOST_CONSEQUENCES) entry.consequences.push({ text, times });
  else entry.leftOut += times;
}

/** What there is at a moment: frames anywhere, and what is lost on one channel. */
export interface HostileCounts {
  frames: number;
  /** Receive pages that never come back. */
  pagesLost: number;
  /** Blocks of the pool that never come back. */
  blocksLost: number;
}

/** Keeps what hostile ends did, and what came of it. */
export class HostileLog {
  /** All acts, kept or not. */
  count = 0;
  readonly #entries: HostileEntry[] = [];
  readonly #countsOf: (channel: string | undefined) => HostileCounts;
  #open: HostileEntry | undefined;
  /** The first entry is of an act before counting began. */
  #goesOn = false;
  #before: HostileCounts = { frames: 0, pagesLost: 0, blocksLost: 0 };

  /** @param countsOf - counts what there is at present, on the channel of this name */
  constructor(countsOf: (channel: string | undefined) => HostileCounts) {
    this.#countsOf = countsOf;
  }

  /** An end does something; what comes from now on comes of it. @param channel - what it is called, if there are several */
  begin(step: number, { end, act }: HostileAct, channel?: string): void {
    this.close();
    this.count++;
    this.#before = this.#countsOf(channel);
    if (this.#entries.length >= MOST_ACTS) return;
    const place = channel === undefined ? {} : { channel };
    this.#open = { step, ...place, end, kind: act.kind, consequences: [], leftOut: 0, frames: 0 };
    this.#entries.push(this.#open);
  }

  /** Something came of the act at hand; nothing is noted if there was none yet on this channel. */
  tell(text: string, channel: string | undefined): void {
    const entry = this.#open;
    if (entry === undefined || text === '' || entry.channel !== channel) return;
    addConsequence(entry, text, 1);
  }

  /** What comes from now on comes of no act. */
  close(): void {
    const entry = this.#open;
    if (entry === undefined) return;
    const now = this.#countsOf(entry.channel);
    const before = this.#before;
    entry.frames = now.frames - before.frames;
    const lost = (what: string, count: number): void => {
      if (count > 0)
        this.tell(`netfront never gets ${count} ${what}${count === 1 ? '' : 's'} back`, entry.channel);
    };
    lost('receive page', now.pagesLost - before.pagesLost);
    lost('block', now.blocksLost - before.blocksLost);
    this.#open = undefined;
  }

  /** Forgets all so far; what comes of an act that is under way is told anew, as what goes on. */
  beginCounting(): void {
    const open = this.#open;
    this.#entries.length = 0;
    this.count = 0;
    this.#goesOn = open !== undefined;
    if (open === undefined) return;
    this.#before = this.#countsOf(open.channel);
    this.#open = { ...open, consequences: [], leftOut: 0, frames: 0 };
    this.#entries.push(this.#open);
  }

  /** What there was so far; undefined if there was nothing. */
  result(): HostileResult | undefined {
    const open = this.#open;
    if (open !== undefined) open.frames = this.#countsOf(open.channel).frames - this.#before.frames;
    if (this.#entries.length === 0) return undefined;
    const acts = this.#entries.map((entry) => ({
      ...entry,
      consequences: entry.consequences.map((each) => ({ ...each })),
    }));
    return { acts, count: this.count, ...(this.#goesOn ? { goesOn: true as const } : {}) };
  }
}
