import { ORDINARY_MEMORY } from '../simd/arena.ts';
import { type ByteRange, wholeOf } from '../wire/bytes.ts';
import { SecretMarks } from '../wire/secret-marks.ts';
import type { SetIndex } from './compile/index-fields.ts';
import { writeDecimal } from './decimal.ts';
import { FillerPattern } from './filler-pattern.ts';
import { type MixedPayload, type PayloadSource, payloadLength } from './payload.ts';
import { Sfc32 } from './random.ts';
import type { Planned, PlannedChoice, PlannedRepeat, PlannedStep, Script } from './script.ts';
import type { RepetitionStep, Step } from './step.ts';

/** What the expansion does at one position of the flattened script. */
type Instruction = Take | Begin | Pace | End | Choose | Jump;

interface Take {
  op: 'take';
  step: Step;
  fillers: readonly ByteRange[];
  counters: readonly ByteRange[];
  texts: readonly IndexedRange[];
  mixed: readonly Mixture[];
  fields: readonly { begin: Begin; set: SetIndex }[];
  /** Whether all else that could change with repetitions is empty. */
  hasOnlyFillers: boolean;
}

interface Begin {
  op: 'begin';
  count: number;
  remaining: number;
}

/** Stands first in the body of a repeat with a pace of its own. */
interface Pace {
  op: 'pace';
  begin: Begin;
  step: RepetitionStep;
}

interface End {
  op: 'end';
  /** The position after its beginning. */
  body: number;
  begin: Begin;
}

interface Choose {
  op: 'choose';
  random: Sfc32;
  /** Sums of the weights up to each alternative, itself included. */
  sums: readonly number[];
  /** Where the alternatives begin. */
  starts: number[];
}

/** Ends an alternative of a choice. */
interface Jump {
  op: 'jump';
  to: number;
}

/** A text with indexes in it, written anew for each repetition. */
interface IndexedRange {
  range: ByteRange;
  parts: readonly (Uint8Array | Begin)[];
}

/** A payload of several parts, put together anew for each repetition. */
interface Mixture {
  range: ByteRange;
  parts: readonly ByteRange[];
  /** Those of `range`, if some part has any. */
  marks: SecretMarks | undefined;
}

/** A step or a repeat at the top level. */
interface Item {
  start: number;
  /** Which unit it begins with. */
  unit: number;
  /** Of a repeat. */
  begin: Begin | undefined;
}

/**
 * Goes through the steps of a script, repetitions included, in memory that does not depend on how many there
 * are. Two cursors on one script do not disturb each other.
 */
export class StepCursor {
  readonly #program: Instruction[] = [];
  readonly #pattern: FillerPattern;
  /** Mixed payloads of the current step. */
  readonly #scratch: Uint8Array;
  readonly #seed: number;
  /** Where the top-level steps and repeats begin, and the unit that each begins with. */
  readonly #items: Item[] = [];
  #item = 0;
  #position = 0;
  #paceCount = 0;

  /**
   * @param seed - decides all filler; the script's own if absent
   * @param arena - that lends memory for payloads. Ordinary memory if absent
   */
  constructor(script: Script, seed: number = script.seed, arena = ORDINARY_MEMORY) {
    const sources = measure(script.steps);
    this.#seed = seed;
    this.#pattern = new FillerPattern(seed, sources.longestFiller, arena);
    this.#scratch = new Uint8Array(sources.largestMixture);
    let unit = 0;
    for (const planned of script.steps) {
      const start = this.#program.length;
      this.#flatten([planned], []);
      const first = this.#program[start];
      this.#items.push({ start, unit, begin: first?.op === 'begin' ? first : undefined });
      unit += planned.kind === 'repeat' ? planned.count : 1;
    }
  }

  /**
   * Which unit of the script the step that was taken last belongs to, counted from 0: each repetition of a repeat at
   * the top level is a unit, and so is each other step there.
   */
  get unit(): number {
    const item = this.#itemAtHand;
    if (item === undefined) return 0;
    return item.unit + (item.begin === undefined ? 0 : indexOf(item.begin));
  }

  /**
   * Takes the next step. Nothing is allocated: the same objects come again and again, with payloads moved on.
   * @returns a step that is valid until the next call, its payloads included; undefined at the end
   */
  next(): Step | undefined {
    for (;;) {
      const instruction = this.#program[this.#position];
      if (instruction === undefined) return undefined;
      this.#position++;
      if (instruction.op === 'take') {
        this.#advance(instruction);
        return instruction.step;
      }
      if (instruction.op === 'begin') {
        instruction.remaining = instruction.count;
      } else if (instruction.op === 'end') {
        if (--instruction.begin.remaining > 0) this.#position = instruction.body;
      } else if (instruction.op === 'pace') {
        instruction.step.isFirst = indexOf(instruction.begin) === 0;
        return instruction.step;
      } else if (instruction.op === 'choose') {
        this.#position = choose(instruction);
      } else {
        this.#position = instruction.to;
      }
    }
  }

  /**
   * Goes on as if `next` had been called through `count` more repetitions of the repeat at the top level that the last
   * step belongs to. What that costs does not depend on how many they are.
   *
   * @returns false, with nothing done, if there are choices in them: then no two need be alike
   */
  skipRepetitions(count: number): boolean {
    const { start, begin } = this.#itemAtHand ?? {};
    if (start === undefined || begin === undefined || count >= begin.remaining) return false;
    const end = this.#items[this.#item + 1]?.start ?? this.#program.length;
    const body = this.#program.slice(start + 1, end);
    if (body.some(({ op }) => op === 'choose')) return false;
    const times = [BigInt(count)];
    for (const instruction of body) {
      const each = times.at(-1) ?? 0n;
      if (instruction.op === 'begin') times.push(each * BigInt(instruction.count));
      else if (instruction.op === 'end') times.pop();
      else if (instruction.op === 'take') this.#skip(instruction, each);
    }
    begin.remaining -= count;
    const last = this.#program[this.#position - 1];
    if (last?.op === 'pace') last.step.isFirst = indexOf(last.begin) === 0;
    else if (last?.op === 'take') writeIndexed(last);
    return true;
  }

  /** The item at the top level that the last step belongs to. */
  get #itemAtHand(): Item | undefined {
    while ((this.#items[this.#item + 1]?.start ?? Infinity) < this.#position) this.#item++;
    return this.#items[this.#item];
  }

  /** Moves payloads on as if the step had been taken so many times. */
  #skip({ fillers, counters }: Take, times: bigint): void {
    for (const filler of fillers) this.#pattern.advanceBy(filler, times);
    for (const counter of counters) countOn(counter, times);
  }

  #advance(instruction: Take): void {
    const { fillers } = instruction;
    for (let i = 0; i < fillers.length; i++) this.#pattern.advance(fillers[i] as ByteRange);
    if (!instruction.hasOnlyFillers) this.#advanceOthers(instruction);
  }

  #advanceOthers(instruction: Take): void {
    const { counters } = instruction;
    for (let i = 0; i < counters.length; i++) count(counters[i] as ByteRange);
    writeIndexed(instruction);
  }

  /** @param loops - the repeats around the steps, from the outermost */
  #flatten(steps: readonly Planned[], loops: readonly Begin[]): void {
    for (const planned of steps) {
      if (planned.kind === 'step') {
        this.#program.push(this.#take(planned, loops));
      } else if (planned.kind === 'choice') {
        this.#flattenChoice(planned, loops);
      } else {
        const begin: Begin = { op: 'begin', count: planned.count, remaining: 0 };
        const body = this.#program.push(begin);
        if (planned.pace !== undefined) this.#program.push(this.#pace(planned.pace, begin));
        this.#flatten(planned.steps, [...loops, begin]);
        this.#program.push({ op: 'end', body, begin });
      }
    }
  }

  #pace({ site, nanoseconds }: NonNullable<PlannedRepeat['pace']>, begin: Begin): Pace {
    const repeat = this.#paceCount++;
    return { op: 'pace', begin, step: { kind: 'repetition', site, repeat, isFirst: true, nanoseconds } };
  }

  #flattenChoice({ site, alternatives }: PlannedChoice, loops: readonly Begin[]): void {
    let sum = 0;
    const sums = alternatives.map(({ weight }) => (sum += weight));
    // A generator of its own: what one choice decides does not depend on the others.
    const random = new Sfc32((this.#seed ^ Math.imul(site.index + 1, 0x9e37_79b1)) >>> 0);
    const choose: Choose = { op: 'choose', random, sums, starts: [] };
    const ends: Jump[] = [];
    this.#program.push(choose);
    for (const { steps } of alternatives) {
      choose.starts.push(this.#program.length);
      this.#flatten(steps, loops);
      const end: Jump = { op: 'jump', to: 0 };
      this.#program.push(end);
      ends.push(end);
    }
    for (const end of ends) end.to = this.#program.length;
  }

  #take(planned: PlannedStep, loops: readonly Begin[]): Take {
    const fillers: ByteRange[] = [];
    const counters: ByteRange[] = [];
    const texts: IndexedRange[] = [];
    const mixed: Mixture[] = [];
    let used = 0;
    const part = (source: PayloadSource): ByteRange => {
      const range = unmarked(source);
      if (source.kind !== 'mixed' && source.marks !== undefined) range.marks = source.marks;
      return range;
    };
    const unmarked = (source: PayloadSource): ByteRange => {
      switch (source.kind) {
        case 'fixed':
          return wholeOf(source.bytes);
        case 'filler': {
          const { ordinal = fillers.length, length, skip } = source;
          const filler = this.#pattern.range(planned.site.index, ordinal, length, skip);
          fillers.push(filler);
          return filler;
        }
        case 'counter': {
          // Ones: the first step counts on to 0.
          const { length, width = length, skip: offset = 0 } = source;
          const counter = { bytes: new Uint8Array(width).fill(0xff), offset, length };
          counters.push(counter);
          return counter;
        }
        case 'text': {
          const range = wholeOf(new Uint8Array(source.length));
          const parts = source.parts.map((piece) => ('level' in piece ? loopAt(loops, piece.level) : piece));
          texts.push({ range, parts });
          return range;
        }
        case 'mixed': {
          const range: ByteRange = { bytes: this.#scratch, offset: used, length: source.length };
          used += source.length;
          const marks = source.parts.some((piece) => piece.marks !== undefined)
            ? new SecretMarks()
            : undefined;
          if (marks !== undefined) range.marks = marks;
          mixed.push({ range, parts: source.parts.map(part), marks });
          return range;
        }
      }
    };
    const step = planned.build(part);
    const fields = planned.indexed.map(({ level, set }) => ({ begin: loopAt(loops, level), set }));
    const hasOnlyFillers = counters.length + texts.length + mixed.length + fields.length === 0;
    return { op: 'take', step, fillers, counters, texts, mixed, fields, hasOnlyFillers };
  }
}

function loopAt(loops: readonly Begin[], level: number): Begin {
  const begin = loops[level];
  if (begin === undefined)
    throw new Error(`Cannot find the repeat at level ${level}: there are ${loops.length}`);
  return begin;
}

/** @returns how many repetitions went before the one at hand */
function indexOf({ count, remaining }: Begin): number {
  return count - remaining;
}

function choose({ random, sums, starts }: Choose): number {
  const point = (random.next() / 2 ** 32) * (sums[sums.length - 1] as number);
  let i = 0;
  while (point >= (sums[i] as number)) i++;
  return starts[i] as number;
}

/** Writes what depends on indexes, and puts payloads of several parts together. */
function writeIndexed({ step, texts, fields, mixed }: Take): void {
  for (let i = 0; i < texts.length; i++) write(texts[i] as IndexedRange);
  for (let i = 0; i < fields.length; i++) {
    const { begin, set } = fields[i] as Take['fields'][number];
    set(step, indexOf(begin));
  }
  for (let i = 0; i < mixed.length; i++) mix(mixed[i] as Mixture);
}

/** As `count`, so many times. */
function countOn({ bytes }: ByteRange, times: bigint): void {
  let carry = times;
  for (let i = bytes.length - 1; i >= 0 && carry > 0n; i--) {
    carry += BigInt(bytes[i] as number);
    bytes[i] = Number(carry & 0xffn);
    carry >>= 8n;
  }
}

function count({ bytes }: ByteRange): void {
  for (let i = bytes.length - 1; i >= 0; i--) {
    const next = ((bytes[i] as number) + 1) & 0xff;
    bytes[i] = next;
    if (next !== 0) return;
  }
}

function write({ range, parts }: IndexedRange): void {
  let to = 0;
  for (let i = 0; i < parts.length; i++) {
    const part = parts[i] as Uint8Array | Begin;
    if ('op' in part) {
      to = writeDecimal(range.bytes, to, indexOf(part));
    } else {
      range.bytes.set(part, to);
      to += part.length;
    }
  }
  range.length = to;
}

function mix({ range, parts, marks }: Mixture): void {
  let to = range.offset;
  marks?.clear();
  for (let i = 0; i < parts.length; i++) {
    const { bytes, offset, length, marks: own } = parts[i] as ByteRange;
    if (own !== undefined) marks?.addFrom(own, 0, length, to - range.offset);
    // A view for `set` would be an allocation.
    for (let j = 0; j < length; j++) range.bytes[to + j] = bytes[offset + j] as number;
    to += length;
  }
  range.length = to - range.offset;
}

/** How much room the payloads of a script need at most. */
interface Room {
  longestFiller: number;
  largestMixture: number;
}

function measure(steps: readonly Planned[], room: Room = { longestFiller: 0, largestMixture: 0 }): Room {
  for (const planned of steps) {
    if (planned.kind === 'repeat') {
      measure(planned.steps, room);
      continue;
    }
    if (planned.kind === 'choice') {
      for (const alternative of planned.alternatives) measure(alternative.steps, room);
      continue;
    }
    let mixture = 0;
    planned.build((source) => {
      for (const part of partsOf(source)) {
        if (part.kind === 'filler') room.longestFiller = Math.max(room.longestFiller, part.length);
      }
      if (source.kind === 'mixed') mixture += source.length;
      return { bytes: NOTHING, offset: 0, length: payloadLength(source) };
    });
    room.largestMixture = Math.max(room.largestMixture, mixture);
  }
  return room;
}

const NOTHING = new Uint8Array(0);

function partsOf(source: PayloadSource): MixedPayload['parts'] {
  return source.kind === 'mixed' ? source.parts : [source];
}
