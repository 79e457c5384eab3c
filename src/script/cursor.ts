import { type ByteRange, wholeOf } from '../wire/bytes.ts';
import { FillerPattern } from './filler-pattern.ts';
import { type MixedPayload, type PayloadSource, payloadLength } from './payload.ts';
import type { Planned, PlannedStep, Script } from './script.ts';
import type { Step } from './step.ts';

/** What the expansion does at one position of the flattened script. */
type Instruction = Take | Begin | End;

interface Take {
  op: 'take';
  step: Step;
  fillers: readonly ByteRange[];
  mixed: readonly Mixture[];
}

interface Begin {
  op: 'begin';
  count: number;
  remaining: number;
}

interface End {
  op: 'end';
  /** The position after its beginning. */
  body: number;
  begin: Begin;
}

/** A payload of several parts, put together anew for each repetition. */
interface Mixture {
  range: ByteRange;
  parts: readonly ByteRange[];
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
  #position = 0;

  /** @param seed - decides all filler; the script's own if absent */
  constructor(script: Script, seed: number = script.seed) {
    const sources = measure(script.steps);
    this.#pattern = new FillerPattern(seed, sources.longestFiller);
    this.#scratch = new Uint8Array(sources.largestMixture);
    this.#flatten(script.steps);
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
      if (instruction.op === 'begin') {
        instruction.remaining = instruction.count;
      } else if (instruction.op === 'end') {
        if (--instruction.begin.remaining > 0) this.#position = instruction.body;
      } else {
        this.#advance(instruction);
        return instruction.step;
      }
    }
  }

  #advance(instruction: Take): void {
    const { fillers, mixed } = instruction;
    for (let i = 0; i < fillers.length; i++) this.#pattern.advance(fillers[i] as ByteRange);
    for (let i = 0; i < mixed.length; i++) mix(mixed[i] as Mixture);
  }

  #flatten(steps: readonly Planned[]): void {
    for (const planned of steps) {
      if (planned.kind === 'step') {
        this.#program.push(this.#take(planned));
        continue;
      }
      const begin: Begin = { op: 'begin', count: planned.count, remaining: 0 };
      const body = this.#program.push(begin);
      this.#flatten(planned.steps);
      this.#program.push({ op: 'end', body, begin });
    }
  }

  #take(planned: PlannedStep): Take {
    const fillers: ByteRange[] = [];
    const mixed: Mixture[] = [];
    let used = 0;
    const part = (source: PayloadSource): ByteRange => {
      if (source.kind === 'fixed') return wholeOf(source.bytes);
      if (source.kind === 'mixed') {
        const range = { bytes: this.#scratch, offset: used, length: source.length };
        used += source.length;
        mixed.push({ range, parts: source.parts.map(part) });
        return range;
      }
      const filler = this.#pattern.range(planned.site.index, fillers.length, source.length);
      fillers.push(filler);
      return filler;
    };
    return { op: 'take', step: planned.build(part), fillers, mixed };
  }
}

function mix({ range, parts }: Mixture): void {
  let to = range.offset;
  for (let i = 0; i < parts.length; i++) {
    const { bytes, offset, length } = parts[i] as ByteRange;
    // A view for `set` would be an allocation.
    for (let j = 0; j < length; j++) range.bytes[to + j] = bytes[offset + j] as number;
    to += length;
  }
}

/** How much room the payloads of a script need at most. */
function measure(steps: readonly Planned[]): { longestFiller: number; largestMixture: number } {
  const room = { longestFiller: 0, largestMixture: 0 };
  for (const planned of steps) {
    if (planned.kind === 'repeat') {
      const inner = measure(planned.steps);
      room.longestFiller = Math.max(room.longestFiller, inner.longestFiller);
      room.largestMixture = Math.max(room.largestMixture, inner.largestMixture);
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
