import { CLEAN, type WriteRecords } from './write-records.ts';

/**
 * Who put the bytes of one block there: intervals that cover the block from its first byte to its last, each
 * with the id of the record of the write that last stored to it, or CLEAN. Interval `i` ends at `end[i]` and begins
 * where the one before it ends.
 */
export class Provenance {
  end: number[];
  record = [CLEAN];
  /** Number of intervals; the arrays may be longer. */
  count = 1;
  readonly #size: number;
  readonly #records: WriteRecords;
  /** What `end` and `record` were before the last write: where those after the next are put together. */
  #otherEnd: number[] = [];
  #otherRecord: number[] = [];

  /** @param size - of the block, which is clean at first */
  constructor(size: number, records: WriteRecords) {
    this.#size = size;
    this.#records = records;
    this.end = [size];
  }

  /** The whole block was zeroed. @param record - CLEAN, or PATTERNED if it was overwritten with a pattern instead */
  clear(record = CLEAN): void {
    for (let i = 0; i < this.count; i++) this.#records.drop(this.record[i] as number);
    this.count = 1;
    this.end[0] = this.#size;
    this.record[0] = record;
  }

  /** Index of the interval that the byte at `offset` lies in. */
  find(offset: number): number {
    const { end } = this;
    let i = 0;
    while ((end[i] as number) <= offset) i++;
    return i;
  }

  /**
   * Some bytes were stored by the write with the record of this id.
   * @param runs - which: start and end, pair after pair, in order, not touching
   */
  write(runs: readonly number[], record: number): void {
    const otherEnd = this.#otherEnd;
    const otherRecord = this.#otherRecord;
    const records = this.#records;
    const { end, record: owner, count } = this;
    let made = 0;
    let i = 0;
    // How many parts of interval `i` are left: the first of them keeps the use that the interval had of its record.
    let parts = 0;
    let at = 0;
    for (let run = 0; run < runs.length; run += 2) {
      const from = runs[run] as number;
      const to = runs[run + 1] as number;
      while (at < from) {
        const until = end[i] as number;
        at = Math.min(until, from);
        if (parts++ > 0) records.retain(owner[i] as number);
        otherEnd[made] = at;
        otherRecord[made++] = owner[i] as number;
        if (at < until) break;
        i++;
        parts = 0;
      }
      records.retain(record);
      otherEnd[made] = to;
      otherRecord[made++] = record;
      at = to;
      for (; i < count && (end[i] as number) <= to; i++) {
        if (parts === 0) records.drop(owner[i] as number);
        parts = 0;
      }
    }
    for (; i < count; i++) {
      if (parts > 0) records.retain(owner[i] as number);
      parts = 0;
      otherEnd[made] = end[i] as number;
      otherRecord[made++] = owner[i] as number;
    }
    this.count = made;
    this.end = otherEnd;
    this.record = otherRecord;
    this.#otherEnd = end;
    this.#otherRecord = owner;
  }
}
