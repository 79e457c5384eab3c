import type { Recipient } from '../audit/findings.ts';
import { Names } from '../report/names.ts';
import type { RunResult } from '../simulation/result.ts';
import type { ShownFrame } from './shown-frame.ts';

/** How many colours there are; those who come after are told apart by name. */
export const OWNER_COLOURS = 8;

/** Recipients as the page calls and colours them: who comes first has the first colour, under every release. */
export class Owners {
  readonly names: Names;
  readonly #indices = new Map<string, number>();

  constructor(result: Pick<RunResult, 'names' | 'steps'>, frames: readonly Pick<ShownFrame, 'recipient'>[]) {
    this.names = new Names(result);
    // In the order of the script rather than that of what crossed: the same under every release.
    for (const name of new Set(Object.values(result.names))) this.#indexOf(name);
    for (const { recipient } of frames) this.#indexOf(this.name(recipient));
  }

  /** @returns `alice`, or an address */
  name(recipient: Recipient): string {
    return this.names.short(recipient);
  }

  /** @returns the number of a colour, from 0 */
  colour(recipient: Recipient): number {
    return this.#indexOf(this.name(recipient)) % OWNER_COLOURS;
  }

  #indexOf(name: string): number {
    const known = this.#indices.get(name);
    if (known !== undefined) return known;
    const index = this.#indices.size;
    this.#indices.set(name, index);
    return index;
  }
}
