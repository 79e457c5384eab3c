import { BLOCK_SIZE } from '../netchannel/shared-page-pool.ts';
import type { Footprint } from '../wire/footprint.ts';
import type { UnwrittenSum, Window } from '../wire/window.ts';
import { Provenance } from './provenance.ts';
import { CLEAN, PATTERNED, type WriteRecord, type WriteRecords } from './write-records.ts';

/** Stale memory that a write summed into a checksum. */
export interface SummedPiece {
  /** Offset of the checksum field. */
  field: number;
  start: number;
  end: number;
  source: WriteRecord;
}

/** What unwritten memory added to a checksum. */
export interface Contribution {
  /** Offset of the checksum field. */
  field: number;
  /** A 16-bit ones' complement sum: carries have been added back in. */
  sum: number;
}

/** Of a block that is filled again and again before netback reads on: more requests than that are on no ring. */
const MOST_OVERTAKEN = 256;

/** What the audit keeps of one block of the pool. */
export class BlockAudit {
  readonly provenance: Provenance;
  /** Record of the write that the block was filled by and that is on its way, or that of clean memory. */
  current: WriteRecord;
  /** Of a frame that was copied here: how many bytes of all of it its writer wrote. -1 if it was filled here. */
  copiedWritten = -1;
  /** Stale memory that the current write summed into its checksums: the first `summedCount` count. */
  readonly summed: SummedPiece[] = [];
  summedCount = 0;
  /** What unwritten memory added to checksums of the current write: the first `contributionCount` count. */
  readonly contributions: Contribution[] = [];
  contributionCount = 0;
  /** Writes that were on their way from the block when the next one filled it, the oldest first. */
  readonly #overtaken: WriteRecord[] = [];
  readonly #records: WriteRecords;
  /** The one run, start and end, that a copy to the start of the block writes. Kept, so that none is allocated. */
  readonly #firstBytes = [0, 0];
  /** The bytes that the last write wrote here; undefined if there were none, or if they were copied from elsewhere. */
  #lastFootprint: Footprint | undefined;
  /** The record of the last write that filled the block. */
  #last: WriteRecord;
  /** Whether the block was zeroed just before that write. */
  #lastOnZeros = false;
  /**
   * Whether the block was zeroed after the last write. The intervals are told of it only when somebody needs them: a
   * stream that zeroes each block and fills it the same way again then leaves them as they are.
   */
  #zeroed = false;

  constructor(records: WriteRecords) {
    this.#records = records;
    this.current = records.at(CLEAN);
    this.#last = this.current;
    this.provenance = new Provenance(BLOCK_SIZE, records);
  }

  /** The whole block was zeroed. */
  clear(): void {
    this.#zeroed = true;
  }

  /** Bytes of the block were overwritten. @param withPattern - else with zeros */
  clean(start: number, end: number, withPattern: boolean): void {
    this.#settleZeros();
    this.#lastFootprint = undefined;
    const record = withPattern ? PATTERNED : CLEAN;
    if (start === 0 && end === BLOCK_SIZE) this.provenance.clear(record);
    else this.provenance.write([start, end], record);
  }

  /**
   * Notes which stale memory the writer summed, and whose it was. To be called before `fill`,
   * because a checksum field is stale when it is summed and written afterwards.
   */
  noteSums(window: Window): void {
    this.#settleZeros();
    for (let i = 0; i < window.sumCount; i++) {
      const { field, start, end, contribution } = window.sums[i] as UnwrittenSum;
      if (this.#noteSummed(field, start, end)) this.#noteContribution(field, contribution);
    }
  }

  /**
   * A writer has written to the block.
   * @returns its record, with one use, which is the caller's
   */
  fill(write: number, step: number, footprint: Footprint): WriteRecord {
    if (this.#isWrittenAgain(footprint)) {
      const last = this.#last;
      last.begin(write, step, 0);
      last.uses++;
      this.#zeroed = false;
      return last;
    }
    const record = this.#records.create(write, step, 0);
    this.#lastOnZeros = this.#zeroed;
    this.#settleZeros();
    this.provenance.write(footprint.runs, record.id);
    this.#lastFootprint = footprint.runs.length === 0 ? undefined : footprint;
    this.#last = record;
    return record;
  }

  /**
   * The first bytes of the block were copied there from elsewhere.
   * @returns the record of it, with one use, which is the caller's
   */
  copy(bytes: number, write: number, step: number, frameOffset: number): WriteRecord {
    this.#settleZeros();
    const record = this.#records.create(write, step, frameOffset);
    this.#firstBytes[1] = bytes;
    if (bytes > 0) this.provenance.write(this.#firstBytes, record.id);
    this.#lastFootprint = undefined;
    return record;
  }

  /**
   * Another write is about to fill the block while one is on its way from it: it was given back too early. That one's
   * request is still to be read, and will find other bytes.
   */
  overtake(): void {
    if (this.current.id === CLEAN) return;
    const records = this.#records;
    this.#overtaken.push(this.current);
    if (this.#overtaken.length > MOST_OVERTAKEN) records.drop(this.#overtaken.shift()?.id ?? CLEAN);
    this.#forgetSums();
    this.current = records.at(CLEAN);
    this.copiedWritten = -1;
  }

  /** Takes out the write whose request is the next one to be read, if others have filled the block since; its use is the caller's. */
  takeOvertaken(): WriteRecord | undefined {
    return this.#overtaken.length === 0 ? undefined : this.#overtaken.shift();
  }

  /** Whether the request of the write is still to be read. */
  isPending(record: Readonly<WriteRecord>): boolean {
    return this.current === record || this.#overtaken.some((each) => each === record);
  }

  /** The writes whose requests are still to be read, the oldest first. */
  pending(): WriteRecord[] {
    return this.current.id === CLEAN ? [...this.#overtaken] : [...this.#overtaken, this.current];
  }

  /** Who put the bytes of the block there, as they are now. */
  intervals(): Readonly<Provenance> {
    this.#settleZeros();
    return this.provenance;
  }

  /** Tells, as numbers, who put the bytes of the block there, and what is on its way from it. */
  describeState(note: (value: number) => void): void {
    this.#settleZeros();
    const records = this.#records;
    const { provenance } = this;
    for (let i = 0; i < provenance.count; i++) {
      note(provenance.end[i] as number);
      records.at(provenance.record[i] as number).describeState(note);
    }
    this.current.describeState(note);
    note(this.copiedWritten);
    for (let i = 0; i < this.summedCount; i++) {
      const { field, start, end, source } = this.summed[i] as SummedPiece;
      note(field);
      note(start);
      note(end);
      source.describeState(note);
    }
    for (let i = 0; i < this.contributionCount; i++) {
      const { field, sum } = this.contributions[i] as Contribution;
      note(field);
      note(sum);
    }
  }

  /** The current write has been dealt with. */
  settle(): void {
    const records = this.#records;
    this.#forgetSums();
    records.drop(this.current.id);
    this.current = records.at(CLEAN);
    this.copiedWritten = -1;
  }

  /**
   * Whether a write of `footprint` replaces the last one byte for byte, and nobody refers to that one otherwise: the
   * usual case of a stream. The intervals then stay as they are, and so does the record, which is of this write now.
   */
  #isWrittenAgain(footprint: Footprint): boolean {
    return (
      footprint === this.#lastFootprint &&
      2 * this.#last.uses === footprint.runs.length &&
      (!this.#zeroed || this.#lastOnZeros)
    );
  }

  #forgetSums(): void {
    const records = this.#records;
    for (let i = 0; i < this.summedCount; i++) records.drop((this.summed[i] as SummedPiece).source.id);
    this.summedCount = 0;
    this.contributionCount = 0;
  }

  #settleZeros(): void {
    if (!this.#zeroed) return;
    this.#zeroed = false;
    this.#lastFootprint = undefined;
    this.provenance.clear();
  }

  /** @returns whether some of the bytes are not known to be zero */
  #noteSummed(field: number, start: number, end: number): boolean {
    const records = this.#records;
    const { provenance } = this;
    let isStale = false;
    let at = start;
    for (let i = provenance.find(start); at < end; i++) {
      const to = Math.min(provenance.end[i] as number, end);
      const source = provenance.record[i] as number;
      if (source !== CLEAN) isStale = true;
      if (source !== CLEAN && source !== PATTERNED) this.#addSummed(field, at, to, records.at(source));
      at = to;
    }
    return isStale;
  }

  #addSummed(field: number, start: number, end: number, source: WriteRecord): void {
    const index = this.summedCount++;
    if (index === this.summed.length) this.summed.push({ field: 0, start: 0, end: 0, source });
    const piece = this.summed[index] as SummedPiece;
    source.uses++;
    piece.field = field;
    piece.start = start;
    piece.end = end;
    piece.source = source;
  }

  #noteContribution(field: number, sum: number): void {
    const index = this.contributionCount++;
    if (index === this.contributions.length) this.contributions.push({ field: 0, sum: 0 });
    const contribution = this.contributions[index] as Contribution;
    contribution.field = field;
    contribution.sum = sum;
  }
}
