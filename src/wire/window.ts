import type { ByteRange } from './bytes.ts';
import { CannotWrite } from './cannot-write.ts';
import { addToSum, addViewToSum, fold } from './checksum.ts';
import { copyBytes } from './copy.ts';
import { FootprintTree } from './footprint.ts';
import { SecretMarks } from './secret-marks.ts';

/** A write or read beyond the end of a window: what Cstruct refuses with Invalid_argument. */
export class WindowError extends CannotWrite {
  override readonly name = 'WindowError';
}

/** A range that its writer had not written when it was summed into a checksum. */
export interface UnwrittenSum {
  /** Offset of the checksum field. */
  field: number;
  start: number;
  end: number;
  /** What the bytes of the range added to the sum, folded. */
  contribution: number;
}

/**
 * A stretch of memory that a packet writer fills, as MirageOS's Cstruct, with a memory of its own: it knows
 * which bytes were written since it was bound, and which bytes that were not went into a checksum.
 *
 * A writer claims a range and then stores to it with `view` and `bytes` at the offset that `claim` gives.
 * What is never claimed was never written: the omissions of the packet writers can be read off their claims.
 * Offsets are relative to the window unless they come from `claim`.
 */
export class Window {
  bytes: Uint8Array = new Uint8Array(0);
  view: DataView = new DataView(this.bytes.buffer);
  /** Offset in `bytes` of the window's first byte. */
  start = 0;
  length = 0;
  private readonly footprints = new FootprintTree();
  /** What was written. */
  footprint = this.footprints.root;
  /** Unwritten ranges that were summed; see `sumStored`. They are used again: the first `sumCount` count. */
  readonly sums: UnwrittenSum[] = [];
  sumCount = 0;
  /** Which of the written bytes are secret. */
  readonly marks = new SecretMarks();
  /** Whether unwritten bytes may hold something, so that it is worth noting when they are summed. */
  private stale = false;

  /**
   * Points the window at `length` bytes from `start`, none of them written yet.
   * @param stale - false if the memory is known to be zero
   */
  bind(bytes: Uint8Array, view: DataView, start: number, length: number, stale: boolean): void {
    this.bytes = bytes;
    this.view = view;
    this.start = start;
    this.length = length;
    this.footprint = this.footprints.root;
    this.sumCount = 0;
    if (this.marks.count > 0) this.marks.clear();
    this.stale = stale;
  }

  /**
   * Declares that the writer is about to store to all `length` bytes from `at`.
   * @returns where in `bytes` and `view` they begin
   * @throws WindowError if they do not lie in the window
   */
  claim(at: number, length: number): number {
    const end = at + length;
    if (at < 0 || end > this.length) throw this.outside('write', at, length);
    if (length > 0) this.footprint = this.footprints.after(this.footprint, at, end);
    if (this.marks.count > 0) this.marks.erase(at, end);
    return this.start + at;
  }

  /** Copies `length` bytes to `at`. */
  set(at: number, source: Uint8Array, sourceOffset: number, length: number): void {
    copyBytes(source, sourceOffset, this.bytes, this.claim(at, length), length);
  }

  /**
   * Copies a range to `at` and remembers which of its bytes are secret.
   *
   * @param from - the first byte of the range to be copied
   * @param length - how many
   */
  setRange(at: number, range: Readonly<ByteRange>, from = 0, length = range.length): void {
    this.set(at, range.bytes, range.offset + from, length);
    if (range.marks !== undefined) this.marks.addFrom(range.marks, from, from + length, at - from);
  }

  /** Copies bytes that are not part of a larger buffer to `at`. */
  setAll(at: number, source: Uint8Array): void {
    this.set(at, source, 0, source.length);
  }

  /** Writes `length` zeros at `at`. */
  zero(at: number, length: number): void {
    const o = this.claim(at, length);
    this.bytes.fill(0, o, o + length);
  }

  /**
   * Sums `length` bytes from `at` as they lie in memory, whoever wrote them, and notes for each range that
   * this writer has not written what it adds to the checksum.
   *
   * @param field - offset of the checksum field that the sum is for
   * @param odd - whether an odd number of bytes was summed before
   * @returns the unfolded sum
   * @throws WindowError if the bytes do not lie in the window
   */
  sumStored(field: number, sum: number, at: number, length: number, odd = false): number {
    const end = at + length;
    if (at < 0 || end > this.length) throw this.outside('read', at, length);
    if (this.stale) this.noteUnwritten(field, at, end, odd);
    return addViewToSum(sum, this.view, this.start + at, length, odd);
  }

  /**
   * Adds those of `length` bytes from `at`, a number of whole words behind each other, that this writer has not written,
   * as they lie in memory, and notes for each range of them what it adds to the checksum.
   *
   * @param field - offset of the checksum field that the sum is for
   * @param sum - unfolded, of those bytes that it has written
   * @returns the unfolded sum of all
   */
  sumUnwritten(field: number, sum: number, at: number, length: number): number {
    if (!this.stale) return sum;
    const noted = this.sumCount;
    this.noteUnwritten(field, at, at + length, false);
    let total = sum;
    for (let i = noted; i < this.sumCount; i++) total += (this.sums[i] as UnwrittenSum).contribution;
    return total;
  }

  /** How many of the first `length` bytes were written. */
  writtenWithin(length: number): number {
    const { runs } = this.footprint;
    let written = 0;
    for (let i = 0; i < runs.length; i += 2) {
      const from = runs[i] as number;
      if (from >= length) break;
      written += Math.min(runs[i + 1] as number, length) - from;
    }
    return written;
  }

  private outside(action: 'write' | 'read', at: number, length: number): WindowError {
    return new WindowError(
      `Cannot ${action} ${length} bytes at offset ${at}: the buffer has ${this.length} bytes`,
    );
  }

  private noteUnwritten(field: number, start: number, end: number, odd: boolean): void {
    const { runs } = this.footprint;
    let at = start;
    for (let i = 0; i < runs.length && at < end; i += 2) {
      const to = runs[i + 1] as number;
      if (to <= at) continue;
      const from = runs[i] as number;
      if (from > at) this.noteSum(field, at, Math.min(from, end), (((at - start) & 1) !== 0) !== odd);
      at = to;
    }
    if (at < end) this.noteSum(field, at, end, (((at - start) & 1) !== 0) !== odd);
  }

  private noteSum(field: number, start: number, end: number, odd: boolean): void {
    const index = this.sumCount++;
    if (index === this.sums.length) this.sums.push({ field: 0, start: 0, end: 0, contribution: 0 });
    const sum = this.sums[index] as UnwrittenSum;
    sum.field = field;
    sum.start = start;
    sum.end = end;
    sum.contribution = this.contribution(this.start + start, end - start, odd);
  }

  /** What `length` bytes from `at` of the memory add to a checksum. Most often it is the type of service, one byte. */
  private contribution(at: number, length: number, odd: boolean): number {
    if (length > 1) return fold(addToSum(0, this.bytes, at, length, odd));
    const byte = this.bytes[at] as number;
    return odd ? byte : byte << 8;
  }
}
