/** Numbers that a tree of footprints holds before it is begun anew: some two megabytes. */
const MOST_NUMBERS = 1 << 18;

/** What a footprint takes besides its runs, in numbers. */
const OWN_NUMBERS = 8;

/** Which bytes of a buffer were written. It never changes: another claim leads to another footprint. */
export class Footprint {
  /** The claim that led here, -1 for nothing written yet. */
  readonly from: number;
  readonly to: number;
  /** Where the last claim from here led; the one that led here would change nothing. */
  latest: Footprint = this;
  /** Where every claim from here led, by its place. */
  others: Map<number, Footprint> | undefined;
  private readonly tree: FootprintTree;
  /** Where the claim came from, until the runs are worked out. */
  private before: Footprint | undefined;
  private known: readonly number[] | undefined;

  /** @param before - what was written before the claim; undefined for nothing written yet */
  constructor(tree: FootprintTree, before: Footprint | undefined, from: number, to: number) {
    this.tree = tree;
    this.before = before;
    this.known = before === undefined ? [] : undefined;
    this.from = from;
    this.to = to;
  }

  /**
   * Start and end, pair after pair, of what was written: in order, disjoint, not touching. They are worked out when
   * somebody asks, so that the thousands of footprints which a writer of small pieces only passes through cost nothing
   * that grows with the pieces.
   */
  get runs(): readonly number[] {
    return this.known ?? this.workOut();
  }

  private workOut(): readonly number[] {
    const claims: number[] = [];
    let footprint: Footprint = this;
    for (; footprint.known === undefined && footprint.before !== undefined; footprint = footprint.before) {
      claims.push(footprint.from, footprint.to);
    }
    const runs = joined(claims, footprint.known ?? []);
    this.known = runs;
    // What led here may go when the tree is begun anew.
    this.before = undefined;
    this.tree.hold(runs.length);
    return runs;
  }
}

/**
 * The footprints of one writer after another. Packets of a kind are written by the same claims in the same order, so
 * these are found again and again where they were found before, and what follows from a footprint can be worked out
 * once: two that are the same object are the same bytes. There is an end to how many are kept.
 */
export class FootprintTree {
  /** Nothing is written. */
  root = new Footprint(this, undefined, -1, -1);
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
    const added = new Footprint(this, footprint, from, to);
    others.set(place, added);
    this.hold(OWN_NUMBERS);
    return added;
  }

  /** So many numbers more are kept; with too many, the tree is begun anew. */
  hold(numbers: number): void {
    this.numbers += numbers;
    if (this.numbers <= MOST_NUMBERS) return;
    this.numbers = 0;
    this.root = new Footprint(this, undefined, -1, -1);
  }
}

/** @returns a number that no other claim has. Within a frame it is a small integer, for which V8 allocates nothing */
function placeOf(from: number, to: number): number {
  return to <= 0xffff ? (from << 16) | to : 2 ** 40 + from * 2 ** 26 + to;
}

/** More than any buffer has bytes: a start and an end in one number. */
const ENDS = 2 ** 26;

/**
 * @param claims - pairs of start and end, as they come
 * @param runs - the same in order, disjoint
 * @returns both together: in order, those joined that overlap or touch
 */
function joined(claims: readonly number[], runs: readonly number[]): number[] {
  const all = new Float64Array((claims.length + runs.length) / 2);
  let count = 0;
  for (const pairs of [claims, runs]) {
    for (let i = 0; i < pairs.length; i += 2) {
      all[count++] = (pairs[i] as number) * ENDS + (pairs[i + 1] as number);
    }
  }
  all.sort();
  const result: number[] = [];
  let end = -1;
  for (const pair of all) {
    const to = pair % ENDS;
    const from = (pair - to) / ENDS;
    if (from > end || result.length === 0) result.push(from, to);
    else if (to > end) result[result.length - 1] = to;
    end = Math.max(end, to);
  }
  return result;
}
