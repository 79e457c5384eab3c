import { BLOCK_SIZE } from '../netchannel/shared-page-pool.ts';
import { SUM_WORDS, type Window } from '../wire/window.ts';
import { Provenance } from './provenance.ts';
import { CLEAN, type WriteRecords } from './write-records.ts';

/** Numbers per piece of stale memory that was summed: checksum field, start, end, record of its source. */
export const SUMMED_WORDS = 4;

/** What the audit keeps of one block of the pool. */
export class BlockAudit {
  readonly provenance: Provenance;
  /** Record of the write that the block was filled by and that is on its way, or CLEAN. */
  current = CLEAN;
  /** Of a frame that was copied here: how many bytes of all of it its writer wrote. -1 if it was filled here. */
  copiedWritten = -1;
  /** Stale memory that the current write summed into its checksums, SUMMED_WORDS numbers each. */
  summed = new Int32Array(8 * SUMMED_WORDS);
  summedCount = 0;
  /** What unwritten memory added to each checksum: field and folded sum, pair after pair. */
  contributions = new Int32Array(16);
  contributionCount = 0;
  private readonly records: WriteRecords;

  constructor(records: WriteRecords) {
    this.records = records;
    this.provenance = new Provenance(BLOCK_SIZE, records);
  }

  /**
   * Notes which stale memory the writer summed, and whose it was. To be called before the writer's own bytes
   * are entered, because a checksum field is stale when it is summed and written afterwards.
   */
  noteSums(window: Window): void {
    for (let i = 0; i < window.sumCount; i++) {
      const o = i * SUM_WORDS;
      const field = window.sums[o] as number;
      const pieces = this.noteSummed(field, window.sums[o + 1] as number, window.sums[o + 2] as number);
      if (pieces > 0) this.noteContribution(field, window.sums[o + 3] as number);
    }
  }

  /** Tells, as numbers, who put the bytes of the block there, and what is on its way from it. */
  describeState(note: (value: number) => void): void {
    const { provenance, records } = this;
    for (let i = 0; i < provenance.count; i++) {
      note(provenance.end[i] as number);
      records.describeState(provenance.record[i] as number, note);
    }
    records.describeState(this.current, note);
    note(this.copiedWritten);
    for (let i = 0; i < this.summedCount; i++) {
      const o = i * SUMMED_WORDS;
      for (let j = 0; j < SUMMED_WORDS - 1; j++) note(this.summed[o + j] as number);
      records.describeState(this.summed[o + SUMMED_WORDS - 1] as number, note);
    }
    for (let i = 0; i < 2 * this.contributionCount; i++) note(this.contributions[i] as number);
  }

  /** The current write has been dealt with. */
  release(): void {
    for (let i = 0; i < this.summedCount; i++) {
      this.records.release(this.summed[i * SUMMED_WORDS + 3] as number);
    }
    this.summedCount = 0;
    this.contributionCount = 0;
    this.records.release(this.current);
    this.current = CLEAN;
    this.copiedWritten = -1;
  }

  private noteSummed(field: number, start: number, end: number): number {
    const { provenance } = this;
    let pieces = 0;
    let at = start;
    for (let i = provenance.find(start); at < end; i++) {
      const to = Math.min(provenance.end[i] as number, end);
      const source = provenance.record[i] as number;
      if (source !== CLEAN) {
        this.pushSummed(field, at, to, source);
        pieces++;
      }
      at = to;
    }
    return pieces;
  }

  private pushSummed(field: number, start: number, end: number, source: number): void {
    let o = this.summedCount++ * SUMMED_WORDS;
    if (o + SUMMED_WORDS > this.summed.length) {
      const grown = new Int32Array(2 * this.summed.length);
      grown.set(this.summed);
      this.summed = grown;
    }
    this.records.retain(source);
    this.summed[o++] = field;
    this.summed[o++] = start;
    this.summed[o++] = end;
    this.summed[o] = source;
  }

  private noteContribution(field: number, sum: number): void {
    const o = 2 * this.contributionCount++;
    if (o + 2 > this.contributions.length) {
      const grown = new Int32Array(2 * this.contributions.length);
      grown.set(this.contributions);
      this.contributions = grown;
    }
    this.contributions[o] = field;
    this.contributions[o + 1] = sum;
  }
}
