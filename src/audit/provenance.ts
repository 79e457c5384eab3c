import { CLEAN, type WriteRecords } from './write-records.ts';

const INITIAL_CAPACITY = 16;

/**
 * Who put the bytes of one block there: intervals that cover the block from its first byte to its last, each
 * with the record of the write that last stored to it, or CLEAN. Interval `i` ends at `end[i]` and begins
 * where the one before it ends.
 */
export class Provenance {
  end = new Int32Array(INITIAL_CAPACITY);
  record = new Int32Array(INITIAL_CAPACITY);
  /** Number of intervals. */
  count = 1;
  private readonly size: number;
  private readonly records: WriteRecords;

  /** @param size - of the block, which is clean at first */
  constructor(size: number, records: WriteRecords) {
    this.size = size;
    this.records = records;
    this.end[0] = size;
    this.record[0] = CLEAN;
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
    let i = 0;
    while ((this.end[i] as number) <= offset) i++;
    return i;
  }

  /** The bytes from `from` up to, not including, `to` were stored by the write with this record. */
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
    const records = this.records;
    let last = first;
    while ((this.end[last] as number) < to) last++;
    const keepsHead = begin < from;
    const keepsTail = (this.end[last] as number) > to;
    const headOwner = this.record[first] as number;
    const tailOwner = this.record[last] as number;
    const tailEnd = this.end[last] as number;

    if (keepsHead) records.retain(headOwner);
    if (keepsTail) records.retain(tailOwner);
    records.retain(record);
    for (let i = first; i <= last; i++) records.release(this.record[i] as number);

    const replaced = last - first + 1;
    const replacement = 1 + (keepsHead ? 1 : 0) + (keepsTail ? 1 : 0);
    const count = this.count + replacement - replaced;
    this.reserve(count);
    const { end, record: owner } = this;
    if (replacement !== replaced) {
      end.copyWithin(first + replacement, last + 1, this.count);
      owner.copyWithin(first + replacement, last + 1, this.count);
    }
    this.count = count;
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

  private reserve(count: number): void {
    if (count <= this.end.length) return;
    const capacity = Math.max(count, 2 * this.end.length);
    const end = new Int32Array(capacity);
    const record = new Int32Array(capacity);
    end.set(this.end);
    record.set(this.record);
    this.end = end;
    this.record = record;
  }
}
