import type { Step } from '../../script/step.ts';
import type { Simulation } from '../simulation.ts';
import type { FuturePart } from '../time/future-part.ts';
import { Murmur3 } from './murmur3.ts';

/** What decides how a simulation goes on, part by part, in a form that can be compared; undefined if there is none. */
export type SimulationState = ReadonlyMap<string, string> | undefined;

const NUMBERS = 4096;

const UTF8 = new TextEncoder();

/**
 * @param next - the step that is to be taken next, if there is one
 * @returns undefined if writes wait or are on their way in a form that cannot be told
 */
export function stateOf(simulation: Simulation, next: Step | undefined): SimulationState {
  if (simulation.isUnsettled) return undefined;
  return new Map(simulation.future(next).map((part) => [part.name, digestOf(part)]));
}

function digestOf({ advancing, describe }: FuturePart): string {
  const hash = new NumberHash();
  for (const { key, told } of advancing) {
    if (told !== null) hash.addText(`${key}=${told}\n`);
  }
  describe?.(hash.add);
  return hash.digest();
}

/** @returns names of the parts in which they differ */
export function differingParts(a: SimulationState, b: SimulationState): string[] {
  if (a === undefined || b === undefined) return ['writes that wait'];
  return [...a.keys()].filter((name) => a.get(name) !== b.get(name));
}

/** @returns one short text for all parts */
export function fingerprint(state: SimulationState): string | null {
  if (state === undefined) return null;
  const hash = new Murmur3();
  for (const [name, digest] of state) hash.add(UTF8.encode(`${name}=${digest}\n`));
  return hash.digest();
}

class NumberHash {
  readonly #hash = new Murmur3();
  readonly #numbers = new Float64Array(NUMBERS);
  readonly #view = new DataView(this.#numbers.buffer);
  #count = 0;

  readonly add = (value: number): void => {
    // In one byte order, so that machines of different kinds agree.
    this.#view.setFloat64(8 * this.#count++, value, true);
    if (this.#count === NUMBERS) this.#flush();
  };

  addText(text: string): void {
    this.#flush();
    this.#hash.add(UTF8.encode(text));
  }

  digest(): string {
    this.#flush();
    return this.#hash.digest();
  }

  #flush(): void {
    this.#hash.add(new Uint8Array(this.#numbers.buffer, 0, 8 * this.#count));
    this.#count = 0;
  }
}
