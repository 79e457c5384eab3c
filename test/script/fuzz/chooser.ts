import { Sfc32 } from '../../../src/script/random.ts';

/** Chooses, always the same for the same seed. */
export class Chooser {
  readonly #random: Sfc32;

  constructor(seed: number) {
    this.#random = new Sfc32(seed);
  }

  /** @returns an integer from 0 to `count` - 1 */
  below(count: number): number {
    return Math.floor((this.#random.next() / 2 ** 32) * count);
  }

  /** True once in `count` times. */
  once(count: number): boolean {
    return this.below(count) === 0;
  }

  pick<Item>(items: readonly Item[]): Item {
    const item = items[this.below(items.length)];
    if (item === undefined) throw new RangeError('There is nothing to pick from');
    return item;
  }

  /** @returns an integer up to `most`, small ones more often */
  size(most: number): number {
    return Math.floor(most ** (this.below(1000) / 1000));
  }
}
