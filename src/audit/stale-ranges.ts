import type { Provenance } from './provenance.ts';
import { CLEAN } from './write-records.ts';

/** The stale bytes of one frame: neighbouring ones of one source together, in order. Reused. */
export class StaleRanges {
  start = new Int32Array(64);
  end = new Int32Array(64);
  /** Record of the write that the bytes are from. */
  source = new Int32Array(64);
  count = 0;
  /** Bytes in all ranges. */
  bytes = 0;
  /** Bytes of the frame that nobody wrote since they were zeroed. */
  cleanBytes = 0;

  clear(): void {
    this.count = 0;
    this.bytes = 0;
    this.cleanBytes = 0;
  }

  /** Sorts the first `length` bytes of a block into what the write `current` wrote, clean and stale ones. */
  scan(provenance: Provenance, length: number, current: number): void {
    this.clear();
    let from = 0;
    for (let i = 0; from < length; i++) {
      const end = provenance.end[i] as number;
      const to = Math.min(end, length);
      const owner = provenance.record[i] as number;
      if (owner === CLEAN) this.cleanBytes += to - from;
      else if (owner !== current) this.add(from, to, owner);
      from = to;
    }
  }

  private add(start: number, end: number, source: number): void {
    const i = this.count++;
    if (i === this.start.length) {
      this.start = grown(this.start);
      this.end = grown(this.end);
      this.source = grown(this.source);
    }
    this.start[i] = start;
    this.end[i] = end;
    this.source[i] = source;
    this.bytes += end - start;
  }
}

function grown(from: Int32Array<ArrayBuffer>): Int32Array<ArrayBuffer> {
  const to = new Int32Array(2 * from.length);
  to.set(from);
  return to;
}
