import { clearFlow, FLOW_WORDS } from '../wire/flow.ts';
import { MARK_WORDS, NO_MARKS, SecretMarks } from '../wire/secret-marks.ts';

/** The record of memory that nobody has written since its page was zeroed. */
export const CLEAN = 0;

const INITIAL_CAPACITY = 1024;

/**
 * What is known of the writes whose bytes are still somewhere in the pool, in flat arrays. A record counts
 * its uses and is given to another write when there are none left; so there are never more of them than
 * intervals in the pool's blocks, however long the run.
 */
export class WriteRecords {
  /** Which write it was, counted from 1 over the run. */
  write = new Float64Array(INITIAL_CAPACITY);
  /** Position of its frame in the capture, counted from 1; 0 as long as there is none. */
  frame = new Float64Array(INITIAL_CAPACITY);
  /** Index of the step that it came from. */
  step = new Int32Array(INITIAL_CAPACITY);
  /** Offset in the write of what lies at the start of the block: not 0 in later blocks of a large frame. */
  base = new Int32Array(INITIAL_CAPACITY);
  /** Its flow, FLOW_WORDS words each. */
  flow = new Int32Array(INITIAL_CAPACITY * FLOW_WORDS);
  /** Which of its bytes are secret, where they lie in the block; empty in a run without secrets. */
  private readonly marks: SecretMarks[] = [];
  private uses = new Int32Array(INITIAL_CAPACITY);
  private free = new Int32Array(INITIAL_CAPACITY);
  private freeCount = 0;
  private next = CLEAN + 1;

  /** How many records are in use. */
  get live(): number {
    return this.next - 1 - this.freeCount;
  }

  /** @returns a record with one use, which is its maker's */
  create(write: number, step: number, base: number): number {
    const record = this.freeCount > 0 ? (this.free[--this.freeCount] as number) : this.next++;
    if (record >= this.write.length) this.grow();
    this.write[record] = write;
    this.frame[record] = 0;
    this.step[record] = step;
    this.base[record] = base;
    clearFlow(this.flow, record * FLOW_WORDS);
    this.uses[record] = 1;
    if (record < this.marks.length) (this.marks[record] as SecretMarks).clear();
    return record;
  }

  /** Notes which bytes of a write are secret: what `marks` has from `from` up to, not including, `to`. */
  mark(record: number, marks: Readonly<SecretMarks>, from: number, to: number): void {
    if (marks.count === 0) return;
    while (this.marks.length <= record) this.marks.push(new SecretMarks());
    (this.marks[record] as SecretMarks).addFrom(marks, from, to, -from);
  }

  /** Which bytes of the write are secret, where they lie in the block. */
  marksOf(record: number): Readonly<SecretMarks> {
    return this.marks[record] ?? NO_MARKS;
  }

  retain(record: number): void {
    if (record !== CLEAN) (this.uses[record] as number) += 1;
  }

  release(record: number): void {
    if (record === CLEAN) return;
    (this.uses[record] as number) -= 1;
    if (this.uses[record] === 0) this.free[this.freeCount++] = record;
  }

  /** Tells a write as numbers that are the same wherever it is recorded. */
  describeState(record: number, note: (value: number) => void): void {
    if (record === CLEAN) {
      note(-1);
      return;
    }
    note(this.frame[record] as number);
    note(this.step[record] as number);
    note(this.base[record] as number);
    for (let i = 0; i < FLOW_WORDS; i++) note(this.flow[record * FLOW_WORDS + i] as number);
    const { words, count } = this.marksOf(record);
    for (let i = 0; i < count * MARK_WORDS; i++) note(words[i] as number);
  }

  private grow(): void {
    const capacity = 2 * this.write.length;
    this.write = grown(this.write, new Float64Array(capacity));
    this.frame = grown(this.frame, new Float64Array(capacity));
    this.step = grown(this.step, new Int32Array(capacity));
    this.base = grown(this.base, new Int32Array(capacity));
    this.flow = grown(this.flow, new Int32Array(capacity * FLOW_WORDS));
    this.uses = grown(this.uses, new Int32Array(capacity));
    this.free = grown(this.free, new Int32Array(capacity));
  }
}

function grown<T extends Float64Array | Int32Array>(from: T, to: T): T {
  to.set(from);
  return to;
}
