import { Flow } from '../wire/flow.ts';
import { MARK_WORDS, NO_MARKS, SecretMarks } from '../wire/secret-marks.ts';
import type { Forwarded } from './forwarded.ts';

/** What is known of a write whose bytes are still somewhere in the pool. */
export class WriteRecord {
  /** By which it is found again: the same for all the writes that it is given to. */
  readonly id: number;
  /** Which write it was, counted from 1 over the run. */
  write = 0;
  /** Position of its frame in the capture, counted from 1; 0 as long as there is none. */
  frame = 0;
  /** Index of the step that it came from. */
  step = 0;
  /** Offset in the write of what lies at the start of the block: not 0 in later blocks of a large frame. */
  base = 0;
  /** How far netback has seen the block since: bytes of the write before this place of it. */
  seen = 0;
  readonly flow = new Flow();
  /** What its request was pushed with, if other bytes crossed. */
  pushed: Readonly<Flow> | undefined;
  /** What it forwards, if it is a firewall's. */
  forwarded: Forwarded | undefined;
  /** How often it is referred to. */
  uses = 0;
  #ownMarks: SecretMarks | undefined;

  constructor(id: number) {
    this.id = id;
  }

  /** Begins anew, for another write. */
  begin(write: number, step: number, base: number): void {
    this.write = write;
    this.frame = 0;
    this.step = step;
    this.base = base;
    this.seen = 0;
    this.flow.clear();
    this.forwarded = undefined;
    if (this.#ownMarks !== undefined) this.#ownMarks.clear();
  }

  /** Which of its bytes are secret, where they lie in the block. */
  get marks(): Readonly<SecretMarks> {
    return this.#ownMarks ?? NO_MARKS;
  }

  /** Notes which of its bytes are secret: what `marks` has from `from` up to, not including, `to`. */
  mark(marks: Readonly<SecretMarks>, from: number, to: number): void {
    if (marks.count === 0) return;
    this.#ownMarks ??= new SecretMarks();
    this.#ownMarks.addFrom(marks, from, to, -from);
  }

  /** Tells what is known of the write, as numbers that do not depend on which record it was given. */
  describeState(note: (value: number) => void): void {
    if (this.id < FIRST_WRITE) {
      note(-1 - this.id);
      return;
    }
    note(this.frame);
    note(this.step);
    note(this.base);
    for (const word of this.flow.words()) note(word);
    const { words, count } = this.marks;
    for (let i = 0; i < count * MARK_WORDS; i++) note(words[i] as number);
  }
}

/** Id of the record of memory that nobody has written since its page was zeroed. */
export const CLEAN = 0;

/** Id of the record of memory that nobody has written since the driver overwrote it with a pattern. */
export const PATTERNED = 1;

/** From this id on records are of writes. */
const FIRST_WRITE = 2;

/**
 * The records of writes. One counts its uses and is given to another write when there are none left; so there are
 * never more of them than intervals in the pool's blocks, however long the run.
 */
export class WriteRecords {
  /** By id. */
  readonly #records = [new WriteRecord(CLEAN), new WriteRecord(PATTERNED)];
  readonly #free: WriteRecord[] = [];

  /** How many records there are, besides those of memory that nobody wrote. */
  get made(): number {
    return this.#records.length - FIRST_WRITE;
  }

  /** How many of them are in use. */
  get live(): number {
    return this.made - this.#free.length;
  }

  /** The record with this id. */
  at(id: number): WriteRecord {
    return this.#records[id] as WriteRecord;
  }

  /** @returns a record with one use, which is its maker's */
  create(write: number, step: number, base: number): WriteRecord {
    const record = this.#free.pop() ?? this.#make();
    record.begin(write, step, base);
    record.uses = 1;
    return record;
  }

  /** Notes another use of the record with this id. */
  retain(id: number): void {
    if (id >= FIRST_WRITE) this.at(id).uses++;
  }

  /** One use less of the record with this id. */
  drop(id: number): void {
    if (id < FIRST_WRITE) return;
    const record = this.at(id);
    record.uses--;
    if (record.uses === 0) this.#free.push(record);
  }

  #make(): WriteRecord {
    const record = new WriteRecord(this.#records.length);
    this.#records.push(record);
    return record;
  }
}
