/** Counts how often things come up. */
export class Frequencies<Item> {
  readonly #counts = new Map<Item, number>();

  add(item: Item, times = 1): void {
    this.#counts.set(item, this.count(item) + times);
  }

  count(item: Item): number {
    return this.#counts.get(item) ?? 0;
  }

  /** @returns the one that came up most often, the first of equals, among those that `suits` */
  most(suits: (item: Item) => boolean = () => true): Item | undefined {
    let best: Item | undefined;
    let most = -1;
    for (const [item, count] of this.#counts) {
      if (count <= most || !suits(item)) continue;
      best = item;
      most = count;
    }
    return best;
  }
}
