import { CLEAN, type WriteRecords } from './write-records.ts';

/**
 * Who put the bytes of one block there: intervals that cover the block from its first byte to its last, each
 * with the id of the record of the write that last stored to it, or CLEAN. Interval `i` ends at `end[i]` and begins
 * where the one before it ends.
 */
export class Provenance {
  readonly end: number[];
  readonly record: number[] = [CLEAN];
  /** Number of intervals; the arrays may be longer. */
  count = 1;
  private readonly size: number;
  private readonly records: WriteRecords;

  /** @param size - of the block, which is clean at first */
  constructor(size: number, records: WriteRecords) {
    this.size = size;
    this.records = records;
    this.end = [size];
  }

  /** The whole block was zeroed. */
  clear(): void {
    for (let i = 0; i < this.count; i++) this.records.release(this.record[i] as number);
    this.count = 1;
    this.end[0] = this.size;
    this.record[0] = CLEAN;
  }

  /** Index of the interval that the byte at `offset` lies in. */
  find(offset: number): number {
    const { end } = this;
    let i = 0;
    while ((end[i] as number) <= offset) i++;
    return i;
  }

  /** The bytes from `from` up to, not including, `to` were stored by the write with the record of this id. */
  write(from: number, to: number, record: number): void {
    if (from >= to) return;
    const { end, record: owner } = this;
    const first = from === 0 ? 0 : this.find(from);
    const begin = first === 0 ? 0 : (end[first - 1] as number);
    if (begin === from && end[first] === to) {
      // What is written again as it was written before: the usual case of a stream.
      this.records.retain(record);
      this.records.release(owner[first] as number);
      owner[first] = record;
      return;
    }
    this.splice(first, begin, from, to, record);
  }

  /** Replaces what lies between `from` and `to`; `first` is the interval of `from` and starts at `begin`. */
  private splice(first: number, begin: number, from: number, to: number, record: number): void {
    const { end, record: owner, records } = this;
    let last = first;
    while ((end[last] as number) < to) last++;
    const keepsHead = begin < from;
    const keepsTail = (end[last] as number) > to;
    const headOwner = owner[first] as number;
    const tailOwner = owner[last] as number;
    const tailEnd = end[last] as number;

    if (keepsHead) records.retain(headOwner);
    if (keepsTail) records.retain(tailOwner);
    records.retain(record);
    for (let i = first; i <= last; i++) records.release(owner[i] as number);

    this.resize(first, last - first + 1, 1 + (keepsHead ? 1 : 0) + (keepsTail ? 1 : 0));
    let i = first;
    if (keepsHead) {
      end[i] = from;
      owner[i++] = headOwner;
    }
    end[i] = to;
    owner[i++] = record;
    if (keepsTail) {
      end[i] = tailEnd;
      owner[i] = tailOwner;
    }
  }

  /** Makes room for `after` intervals where there are `before` from `first` on; what is in them is for the caller. */
  private resize(first: number, before: number, after: number): void {
    const { end, record: owner, count } = this;
    const shift = after - before;
    this.count = count + shift;
    while (end.length < this.count) {
      end.push(0);
      owner.push(CLEAN);
    }
    if (shift > 0) {
      for (let i = count - 1; i >= first + before; i--) {
        end[i + shift] = end[i] as number;
        owner[i + shift] = owner[i] as number;
      }
    } else if (shift < 0) {
      for (let i = first + before; i < count; i++) {
        end[i + shift] = end[i] as number;
        owner[i + shift] = owner[i] as number;
      }
    }
  }
}
