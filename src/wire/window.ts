import type { ByteRange } from './bytes.ts';
import { CannotWrite } from './cannot-write.ts';
import { addToSum, addViewToSum, fold } from './checksum.ts';
import { copyBytes } from './copy.ts';
import { SecretMarks } from './secret-marks.ts';

/** A write or read beyond the end of a window: what Cstruct refuses with Invalid_argument. */
export class WindowError extends CannotWrite {
  override readonly name = 'WindowError';
}

/** Numbers per entry of `Window.sums`: checksum field, start, end, contribution. */
export const SUM_WORDS = 4;

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
  /** Start and end, pair after pair, of what was written: in order, disjoint, not touching. */
  runs: Int32Array = new Int32Array(64);
  /** How many pairs of `runs` are in use. */
  runCount = 0;
  /** Unwritten ranges that were summed, SUM_WORDS numbers each; see `sumStored`. */
  sums = new Int32Array(16 * SUM_WORDS);
  /** How many entries of `sums` are in use. */
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
    this.runCount = 0;
    this.sumCount = 0;
    this.marks.clear();
    this.stale = stale;
  }

  /**
   * Declares that the writer is about to store to all `length` bytes from `at`.
   * @returns where in `bytes` and `view` they begin
   * @throws WindowError if they do not lie in the window
   */
  claim(at: number, length: number): number {
    const end = at + length;
    if (at < 0 || end > this.length) {
      throw new WindowError(
        `Cannot write ${length} bytes at offset ${at}: the buffer has ${this.length} bytes`,
      );
    }
    if (length > 0) this.enterRun(at, end);
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
    if (at < 0 || end > this.length) {
      throw new WindowError(
        `Cannot read ${length} bytes at offset ${at}: the buffer has ${this.length} bytes`,
      );
    }
    if (this.stale) this.noteUnwritten(field, at, end, odd);
    return addViewToSum(sum, this.view, this.start + at, length, odd);
  }

  /** How many of the first `length` bytes were written. */
  writtenWithin(length: number): number {
    let written = 0;
    for (let i = 0; i < this.runCount; i++) {
      const from = this.runs[2 * i] as number;
      const to = this.runs[2 * i + 1] as number;
      if (from >= length) break;
      written += Math.min(to, length) - from;
    }
    return written;
  }

  /** Enters a run. Quick where it makes one of two runs longer: headers and a payload that do not yet meet. */
  private enterRun(start: number, end: number): void {
    const { runs, runCount } = this;
    const last = 2 * runCount - 1;
    if (last > 0 && runs[last] === start) {
      runs[last] = end;
    } else if (runCount === 2 && runs[1] === start && end < (runs[2] as number)) {
      runs[1] = end;
    } else if (runCount === 2 && runs[2] === end && start > (runs[1] as number)) {
      runs[2] = start;
    } else {
      this.insertRun(start, end);
    }
  }

  /** Enters a run, merging it with those that it touches. Loops, because there are never many runs. */
  private insertRun(start: number, end: number): void {
    const count = this.runCount;
    let runs = this.runs;
    // The first run that ends at or after `start`, and the first after it that begins beyond `end`.
    let first = count;
    while (first > 0 && (runs[2 * first - 1] as number) >= start) first--;
    let after = first;
    while (after < count && (runs[2 * after] as number) <= end) after++;

    if (after === first) {
      if (2 * count === runs.length) runs = this.growRuns();
      for (let i = 2 * count - 1; i >= 2 * first; i--) runs[i + 2] = runs[i] as number;
      runs[2 * first] = start;
      runs[2 * first + 1] = end;
      this.runCount = count + 1;
      return;
    }
    const lastEnd = runs[2 * after - 1] as number;
    if (start < (runs[2 * first] as number)) runs[2 * first] = start;
    runs[2 * first + 1] = Math.max(end, lastEnd);
    const removed = after - first - 1;
    if (removed === 0) return;
    for (let i = 2 * after; i < 2 * count; i++) runs[i - 2 * removed] = runs[i] as number;
    this.runCount = count - removed;
  }

  private growRuns(): Int32Array {
    const grown = new Int32Array(2 * this.runs.length);
    grown.set(this.runs);
    this.runs = grown;
    return grown;
  }

  private noteUnwritten(field: number, start: number, end: number, odd: boolean): void {
    const { runs, runCount } = this;
    let at = start;
    for (let i = 0; i < 2 * runCount && at < end; i += 2) {
      const to = runs[i + 1] as number;
      if (to <= at) continue;
      const from = runs[i] as number;
      if (from > at) this.noteSum(field, at, Math.min(from, end), (((at - start) & 1) !== 0) !== odd);
      at = to;
    }
    if (at < end) this.noteSum(field, at, end, (((at - start) & 1) !== 0) !== odd);
  }

  private noteSum(field: number, start: number, end: number, odd: boolean): void {
    const o = this.sumCount * SUM_WORDS;
    if (o + SUM_WORDS > this.sums.length) {
      const grown = new Int32Array(2 * this.sums.length);
      grown.set(this.sums);
      this.sums = grown;
    }
    const { sums } = this;
    sums[o] = field;
    sums[o + 1] = start;
    sums[o + 2] = end;
    sums[o + 3] = this.contribution(this.start + start, end - start, odd);
    this.sumCount++;
  }

  /** What `length` bytes from `at` of the memory add to a checksum. Most often it is the type of service, one byte. */
  private contribution(at: number, length: number, odd: boolean): number {
    if (length > 1) return fold(addToSum(0, this.bytes, at, length, odd));
    const byte = this.bytes[at] as number;
    return odd ? byte : byte << 8;
  }
}
