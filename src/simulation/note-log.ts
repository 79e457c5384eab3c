import type { AuditTotals } from '../audit/findings.ts';
import type { Moment } from './moment.ts';
import type { NoteEntry } from './result.ts';

/** Notes that are kept; all are counted. */
const MOST_NOTES = 100;

type Time = Readonly<Pick<Moment, 'seconds' | 'nanoseconds'>>;

/** What a run's counts stood at when a note was told. */
type Tally = Pick<NoteEntry, 'frames' | 'delivered' | 'discarded' | 'leakedBytes'>;

/** Keeps the notes that a script tells its reader, each with what crossed the channel until the next one. */
export class NoteLog {
  /** All, kept or not. */
  count = 0;
  private readonly entries: NoteEntry[] = [];
  private readonly startSeconds: number;
  private readonly startNanoseconds: number;
  /** The note that what crosses now belongs to; undefined before the first and after the last that is kept. */
  private open: NoteEntry | undefined;
  private atOpening: Tally = { frames: 0, delivered: 0, discarded: 0, leakedBytes: 0 };

  /** @param start - the time of the first step */
  constructor(start: Time) {
    this.startSeconds = start.seconds;
    this.startNanoseconds = start.nanoseconds;
  }

  /** @param totals - of all that has crossed by now */
  add(step: number, text: string, now: Time, totals: Readonly<AuditTotals>): void {
    this.count++;
    if (this.open !== undefined) settle(this.open, this.atOpening, totals);
    this.open = undefined;
    if (this.entries.length >= MOST_NOTES) return;
    const time = (now.seconds - this.startSeconds) * 1e9 + (now.nanoseconds - this.startNanoseconds);
    const { frames, delivered, discarded, leakedBytes } = totals;
    this.atOpening = { frames, delivered, discarded, leakedBytes };
    this.open = { step, text, time: time / 1e9, frames: 0, delivered: 0, discarded: 0, leakedBytes: 0 };
    this.entries.push(this.open);
  }

  /** The notes so far; the last one with what has crossed until now. */
  result(totals: Readonly<AuditTotals>): NoteEntry[] {
    if (this.open !== undefined) settle(this.open, this.atOpening, totals);
    return this.entries.map((entry) => ({ ...entry }));
  }
}

function settle(entry: NoteEntry, before: Readonly<Tally>, now: Readonly<Tally>): void {
  entry.frames = now.frames - before.frames;
  entry.delivered = now.delivered - before.delivered;
  entry.discarded = now.discarded - before.discarded;
  entry.leakedBytes = now.leakedBytes - before.leakedBytes;
}
