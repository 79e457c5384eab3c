import type { HostileAct } from '../netchannel/hostile-acts.ts';
import type { EndName } from '../netchannel/observer.ts';

/** Acts that are kept; all are counted. */
export const MOST_ACTS = 100;

/** Different things that are told of one act. */
const MOST_CONSEQUENCES = 8;

/** What an end did on purpose, and what came of it until the next such act, or until the end of the run. */
export interface HostileEntry {
  /** Index of the step. */
  step: number;
  end: EndName;
  /** What it did, as `hostile` has it: answer, respond, request and so on. */
  kind: HostileAct['act']['kind'];
  /** What the honest end did, or what became of it, each with how often. Empty if it took no notice. */
  consequences: { text: string; times: number }[];
  /** Further consequences that are not told. */
  leftOut: number;
  /** Frames that crossed. */
  frames: number;
}

/** What there is at a moment. */
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
  #open: HostileEntry | undefined;
  #before: HostileCounts = { frames: 0, pagesLost: 0, blocksLost: 0 };

  /** An end does something; what comes from now on comes of it. @param now - what there is before it */
  begin(step: number, { end, act }: HostileAct, now: HostileCounts): void {
    this.close(now);
    this.count++;
    this.#before = now;
    if (this.#entries.length >= MOST_ACTS) return;
    this.#open = { step, end, kind: act.kind, consequences: [], leftOut: 0, frames: 0 };
    this.#entries.push(this.#open);
  }

  /** Something came of the act at hand; nothing is noted if there was none yet. */
  tell(text: string): void {
    const entry = this.#open;
    if (entry === undefined || text === '') return;
    const known = entry.consequences.find((each) => each.text === text);
    if (known !== undefined) known.times++;
    else if (entry.consequences.length < MOST_CONSEQUENCES) entry.consequences.push({ text, times: 1 });
    else entry.leftOut++;
  }

  /** What comes from now on comes of no act. */
  close(now: HostileCounts): void {
    const entry = this.#open;
    if (entry === undefined) return;
    const before = this.#before;
    entry.frames = now.frames - before.frames;
    const lost = (what: string, count: number): void => {
      if (count > 0) this.tell(`netfront never gets ${count} ${what}${count === 1 ? '' : 's'} back`);
    };
    lost('receive page', now.pagesLost - before.pagesLost);
    lost('block', now.blocksLost - before.blocksLost);
    this.#open = undefined;
  }

  /** Forgets all so far. */
  beginCounting(): void {
    this.#entries.length = 0;
    this.#open = undefined;
    this.count = 0;
  }

  /** The first 100. */
  list(): HostileEntry[] {
    return this.#entries.map((entry) => ({
      ...entry,
      consequences: entry.consequences.map((each) => ({ ...each })),
    }));
  }
}
