/** Numbers that a tree of footprints holds before it is begun anew: some two megabytes. */
const MOST_NUMBERS = 1 << 18;

/** What a footprint takes besides its runs, in numbers. */
const OWN_NUMBERS = 8;

/** Which bytes of a buffer were written. It never changes: another claim leads to another footprint. */
export class Footprint {
  /** Start and end, pair after pair, of what was written: in order, disjoint, not touching. */
  readonly runs: readonly number[];
  /** The claim that led here, -1 for nothing written yet. */
  readonly from: number;
  readonly to: number;
  /** Where the last claim from here led; the one that led here would change nothing. */
  latest: Footprint = this;
  /** Where every claim from here led, by its place. */
  others: Map<number, Footprint> | undefined;

  constructor(runs: readonly number[], from: number, to: number) {
    this.runs = runs;
    this.from = from;
    this.to = to;
  }
}

/**
 * The footprints of one writer after another. Packets of a kind are written by the same claims in the same order, so
 * these are found again and again where they were found before, and what follows from a footprint can be worked out
 * once: two that are the same object are the same bytes. There is an end to how many are kept.
 */
export class FootprintTree {
  /** Nothing is written. */
  root = new Footprint([], -1, -1);
  private numbers = 0;

  /** @returns the footprint once the bytes from `from` up to, not including, `to`, are written as well: one at least */
  after(footprint: Footprint, from: number, to: number): Footprint {
    const { latest } = footprint;
    return latest.from === from && latest.to === to ? latest : this.find(footprint, from, to);
  }

  private find(footprint: Footprint, from: number, to: number): Footprint {
    if (footprint.from === from && footprint.to === to) return footprint;
    footprint.others ??= new Map();
    const place = placeOf(from, to);
    const found = footprint.others.get(place) ?? this.add(footprint.others, place, footprint, from, to);
    footprint.latest = found;
    return found;
  }

  private add(
    others: Map<number, Footprint>,
    place: number,
    footprint: Footprint,
    from: number,
    to: number,
  ): Footprint {
    const added = new Footprint(merge(footprint.runs, from, to), from, to);
    others.set(place, added);
    this.numbers += OWN_NUMBERS + added.runs.length;
    if (this.numbers > MOST_NUMBERS) {
      this.numbers = 0;
      this.root = new Footprint([], -1, -1);
    }
    return added;
  }
}

/** @returns a number that no other claim has. Within a frame it is a small integer, for which V8 allocates nothing */
function placeOf(from: number, to: number): number {
  return to <= 0xffff ? (from << 16) | to : 2 ** 40 + from * 2 ** 26 + to;
}

/** @returns the runs with another one, joined with those that it touches */
function merge(runs: readonly number[], from: number, to: number): number[] {
  // The first run that ends at or after `from`, and the first after it that begins beyond `to`.
  let first = 0;
  while (first < runs.length && (runs[first + 1] as number) < from) first += 2;
  let after = first;
  while (after < runs.length && (runs[after] as number) <= to) after += 2;
  const start = after > first ? Math.min(from, runs[first] as number) : from;
  const end = after > first ? Math.max(to, runs[after - 1] as number) : to;
  return [...runs.slice(0, first), start, end, ...runs.slice(after)];
}
