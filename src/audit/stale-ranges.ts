import type { Flow } from '../wire/flow.ts';
import type { PassedStretch } from './forwarded.ts';
import type { Provenance } from './provenance.ts';
import { CLEAN, PATTERNED, type WriteRecord, type WriteRecords } from './write-records.ts';

/** Stale bytes of a frame that lie side by side and are from one write. */
export interface StaleRange {
  start: number;
  end: number;
  /** The write that the bytes are from. */
  source: WriteRecord;
  /** What they were in the frame that this write forwards, if they were old there already. */
  passed?: PassedStretch | undefined;
}

/** Of whom the bytes of a range were meant for, at their origin. */
export function meantFor({ source, passed }: Readonly<StaleRange>): Readonly<Flow> {
  return passed === undefined ? source.flow : passed.flow;
}

/** The stale bytes of one frame, in order. Used again for the next. */
export class StaleRanges {
  /** The first `count` count. */
  readonly ranges: StaleRange[] = [];
  count = 0;
  /** Bytes in all ranges. */
  bytes = 0;
  /** Bytes of the frame that nobody wrote since they were zeroed. */
  cleanBytes = 0;
  /** Of these, how many hold a pattern: their start and end, pair after pair. */
  readonly patterned: number[] = [];
  patternedBytes = 0;
  readonly #records: WriteRecords;

  constructor(records: WriteRecords) {
    this.#records = records;
  }

  clear(): void {
    this.count = 0;
    this.bytes = 0;
    this.cleanBytes = 0;
    this.#forgetPatterned();
  }

  /** Sorts the first `length` bytes of a block into what the write `current` wrote, clean and stale ones. */
  scan(provenance: Provenance, length: number, { id: current }: WriteRecord): void {
    const { end: ends, record: owners } = provenance;
    let cleanBytes = 0;
    let from = 0;
    this.count = 0;
    this.bytes = 0;
    this.#forgetPatterned();
    for (let i = 0; from < length; i++) {
      const to = Math.min(ends[i] as number, length);
      const owner = owners[i] as number;
      if (owner === CLEAN) cleanBytes += to - from;
      else if (owner === PATTERNED) {
        cleanBytes += to - from;
        this.patterned.push(from, to);
        this.patternedBytes += to - from;
      } else if (owner !== current) this.#addAll(from, to, this.#records.at(owner));
      from = to;
    }
    this.cleanBytes = cleanBytes;
  }

  #forgetPatterned(): void {
    if (this.patternedBytes === 0) return;
    this.patterned.length = 0;
    this.patternedBytes = 0;
  }

  /** Bytes that a forwarded frame had passed on are ranges of their own. */
  #addAll(start: number, end: number, source: WriteRecord): void {
    const { forwarded, base } = source;
    let at = start;
    for (const stretch of forwarded?.passed ?? NONE) {
      const from = Math.max(stretch.start - base, at);
      const to = Math.min(stretch.end - base, end);
      if (from >= to) continue;
      if (from > at) this.#add(at, from, source, undefined);
      this.#add(from, to, source, stretch);
      at = to;
    }
    if (at < end) this.#add(at, end, source, undefined);
  }

  #add(start: number, end: number, source: WriteRecord, passed: PassedStretch | undefined): void {
    const index = this.count++;
    if (index === this.ranges.length) this.ranges.push({ start: 0, end: 0, source, passed });
    const range = this.ranges[index] as StaleRange;
    range.start = start;
    range.end = end;
    range.source = source;
    range.passed = passed;
    this.bytes += end - start;
  }
}

const NONE: readonly never[] = [];
