import type { AuditTotals } from '../audit/findings.ts';
import type { NoteEntry } from './result.ts';
import { secondsBetween, type Time } from './time/moment.ts';

/** Notes that are kept; all are counted. */
const MOST_NOTES = 100;

/** What a run's counts stood at when a note was told. */
export type NoteCounts = Pick<NoteEntry, 'frames' | 'delivered' | 'discarded' | 'notJudged' | 'leakedBytes'>;

/** Keeps the notes that a script tells its reader, each with what crossed the channel until the next one. */
export class NoteLog {
  /** All, kept or not. */
  count = 0;
  /** How many there are, kept or not, that what they are about has not begun for. */
  waiting = 0;
  readonly #entries: NoteEntry[] = [];
  /** How many of the entries have begun. */
  #begun = 0;
  readonly #start: Readonly<Time>;
  /** The note that what crosses now belongs to; undefined before the first and after the last that is kept. */
  #open: NoteEntry | undefined;
  /** Where counting began, and where the first note since then. */
  #atStart: NoteCounts = { frames: 0, delivered: 0, discarded: 0, notJudged: 0, leakedBytes: 0 };
  #atFirst: NoteCounts | undefined;
  #atOpening: NoteCounts = { frames: 0, delivered: 0, discarded: 0, notJudged: 0, leakedBytes: 0 };

  /** @param start - the time of the first step */
  constructor(start: Readonly<Time>) {
    const { seconds, nanoseconds } = start;
    this.#start = { seconds, nanoseconds };
  }

  add(step: number, text: string): void {
    this.count++;
    this.waiting++;
    if (this.#entries.length >= MOST_NOTES) return;
    this.#entries.push({
      step,
      text,
      time: 0,
      frames: 0,
      delivered: 0,
      discarded: 0,
      notJudged: 0,
      leakedBytes: 0,
    });
  }

  /**
   * What the notes that are waiting are about begins: what crosses from now on belongs to the last of them.
   * @param totals - of all that has crossed by now
   */
  begin(now: Readonly<Time>, totals: Readonly<AuditTotals>): void {
    this.waiting = 0;
    if (this.#open !== undefined) settle(this.#open, this.#atOpening, totals);
    this.#open = undefined;
    const time = secondsBetween(this.#start, now);
    for (; this.#begun < this.#entries.length; this.#begun++) {
      this.#open = this.#entries[this.#begun];
      if (this.#open !== undefined) this.#open.time = time;
    }
    // Those beyond the last that is kept end it.
    if (this.count > this.#entries.length) this.#open = undefined;
    this.#atOpening = countsOf(totals);
    this.#atFirst ??= this.#atOpening;
  }

  /** Forgets the notes that something has come after; what crosses before the next one belongs to none. */
  beginCounting(totals: Readonly<AuditTotals>): void {
    this.#entries.splice(0, this.#begun);
    this.#begun = 0;
    this.count = this.waiting;
    this.#open = undefined;
    this.#atStart = countsOf(totals);
    this.#atFirst = undefined;
  }

  /** What has crossed before the first note, since counting began. */
  beforeFirst(totals: Readonly<AuditTotals>): NoteCounts {
    const until = this.#atFirst ?? countsOf(totals);
    return {
      frames: until.frames - this.#atStart.frames,
      delivered: until.delivered - this.#atStart.delivered,
      discarded: until.discarded - this.#atStart.discarded,
      notJudged: until.notJudged - this.#atStart.notJudged,
      leakedBytes: until.leakedBytes - this.#atStart.leakedBytes,
    };
  }

  /** The notes so far whose subject has begun; the last one with what has crossed until now. */
  result(totals: Readonly<AuditTotals>): NoteEntry[] {
    if (this.#open !== undefined) settle(this.#open, this.#atOpening, totals);
    return this.#entries.slice(0, this.#begun).map((entry) => ({ ...entry }));
  }
}

function countsOf({
  frames,
  delivered,
  discarded,
  notJudged,
  leakedBytes,
}: Readonly<AuditTotals>): NoteCounts {
  return { frames, delivered, discarded, notJudged, leakedBytes };
}

function settle(entry: NoteEntry, before: Readonly<NoteCounts>, now: Readonly<NoteCounts>): void {
  entry.frames = now.frames - before.frames;
  entry.delivered = now.delivered - before.delivered;
  entry.discarded = now.discarded - before.discarded;
  entry.notJudged = now.notJudged - before.notJudged;
  entry.leakedBytes = now.leakedBytes - before.leakedBytes;
}
