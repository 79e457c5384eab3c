import { type Summary, summarize, summarizeRatios } from './statistics.ts';
import type { Phase, Subject } from './subject.ts';

/** What was measured of a subject in one phase. */
export interface Figure {
  subject: Subject;
  phase: Phase;
  /** By round: what the packets of the subject took; undefined where it was too little to tell. */
  seconds: readonly (number | undefined)[];
  /** By round: processor time that they took, in seconds; undefined where it was too little, or nobody can say. */
  processor: readonly (number | undefined)[];
  /** The most of all rounds, in bytes; undefined if nobody can say. */
  peak: number | undefined;
}

/** All that was measured. */
export class Figures {
  readonly all: readonly Figure[];

  constructor(all: readonly Figure[]) {
    this.all = all;
  }

  find(name: string, phase: Phase): Figure | undefined {
    return this.all.find((figure) => figure.subject.name === name && figure.phase === phase);
  }

  /** @returns how many times as fast as the other, by packets per second; undefined if one was not measured */
  ratio(figure: Figure | undefined, other: Figure | undefined): Summary | undefined {
    return figure === undefined || other === undefined
      ? undefined
      : summarizeRatios(ratesOf(figure), ratesOf(other));
  }

  /** @returns how many times as much processor time as its yardstick, of a start */
  ofYardstickProcessor(figure: Figure): Summary | undefined {
    const { yardstick } = figure.subject;
    const other = yardstick === undefined ? undefined : this.find(yardstick, figure.phase);
    return other === undefined ? undefined : summarizeRatios(figure.processor, other.processor);
  }

  /** @returns the ratio to its yardstick */
  ofYardstick(figure: Figure): Summary | undefined {
    const { yardstick } = figure.subject;
    return yardstick === undefined ? undefined : this.ratio(figure, this.find(yardstick, figure.phase));
  }
}

/** @returns packets per second by round; of a start, starts per second */
export function ratesOf({ subject, seconds }: Figure): (number | undefined)[] {
  return seconds.map((value) => (value === undefined ? undefined : Math.max(1, subject.packets) / value));
}

export function summaryOf(values: readonly (number | undefined)[]): Summary | undefined {
  return summarize(values.filter((value) => value !== undefined));
}
