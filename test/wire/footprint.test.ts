import fc from 'fast-check';
import { expect, test, vi } from 'vitest';
import { type Footprint, FootprintTree } from '../../src/wire/footprint.ts';
import { rangesWhere, runsOf } from '../support/ranges.ts';

const SIZE = 40;

const claims = fc.array(
  fc.tuple(fc.nat(SIZE - 1), fc.integer({ min: 1, max: SIZE })).map(([from, length]) => {
    return [from, Math.min(from + length, SIZE)] as const;
  }),
  { maxLength: 12 },
);

function follow(tree: FootprintTree, steps: readonly (readonly [number, number])[]): Footprint {
  return steps.reduce((footprint, [from, to]) => tree.after(footprint, from, to), tree.root);
}

test('the runs are what was claimed, in order, joined where they touch', () => {
  const tree = new FootprintTree();
  fc.assert(
    fc.property(claims, (steps) => {
      const written = new Array<boolean>(SIZE).fill(false);
      for (const [from, to] of steps) written.fill(true, from, to);
      expect(runsOf(follow(tree, steps))).toEqual(rangesWhere(SIZE, (at) => written[at] === true));
    }),
  );
});

test('the same claims lead to the same footprint, whatever was claimed in between', () => {
  const tree = new FootprintTree();
  fc.assert(
    fc.property(claims, claims, (steps, others) => {
      const first = follow(tree, steps);
      follow(tree, others);
      expect(follow(tree, steps)).toBe(first);
    }),
  );
});

test('there is an end to how many are kept: then the tree begins anew, and still tells what was claimed', () => {
  const tree = new FootprintTree();
  const { root } = tree;
  const before = follow(tree, [[0, 1]]);
  for (let to = 2; tree.root === root; to++) {
    expect(to).toBeLessThan(100_000);
    follow(tree, [[0, to]]);
  }
  expect(follow(tree, [[0, 1]])).not.toBe(before);
  expect(follow(tree, [[0, 1]]).runs).toEqual([0, 1]);
  expect(follow(tree, [[1, 2]])).toBe(follow(tree, [[1, 2]]));
});

test('claims are told apart at any size of the buffer', () => {
  const tree = new FootprintTree();
  const ends = [1, 5, 0xffff, 0x1_0000, 0x1_0005, 0x10_0000];
  const all = ends.flatMap((to) => [0, 1, 2, 0x7fff, 0x8000, 0xfffe].map((from) => [from, to] as const));
  const possible = all.filter(([from, to]) => from < to);
  for (let round = 0; round < 2; round++) {
    for (const [from, to] of possible) expect(follow(tree, [[from, to]]).runs).toEqual([from, to]);
  }
});

test('a writer of thousands of small pieces costs as much as there are pieces, not their square', () => {
  const PIECES = 16_000;
  const sorted: number[] = [];
  const sort = vi.spyOn(Float64Array.prototype, 'sort').mockImplementation(function (this: Float64Array) {
    sorted.push(this.length);
    return Reflect.apply(SORT, this, []);
  });
  try {
    const tree = new FootprintTree();
    const passed: Footprint[] = [];
    let footprint = tree.root;
    for (let i = 0; i < PIECES; i++) {
      footprint = tree.after(footprint, 4 * i, 4 * i + 1);
      passed.push(footprint);
    }
    expect(footprint.runs).toHaveLength(2 * PIECES);
    expect(footprint.runs).toBe(footprint.runs);
    expect(sorted).toEqual([PIECES]);
    // Those in between hold no runs of their own; before they did, 256,016,000 numbers in all.
    const numbers = passed.map((each) => numbersIn(each)).reduce((sum, count) => sum + count, 0);
    expect(numbers).toBeLessThan(3 * PIECES);
    // What is asked for later goes on from what is known.
    expect(tree.after(footprint, 1, 4).runs).toHaveLength(2 * PIECES - 2);
    expect(sorted).toEqual([PIECES, PIECES + 1]);
  } finally {
    sort.mockRestore();
  }
});

const SORT = Float64Array.prototype.sort;

/** How many numbers stand in the lists that a footprint has of its own. */
function numbersIn(footprint: Footprint): number {
  return Object.values(footprint)
    .filter(Array.isArray)
    .reduce((sum: number, list: readonly unknown[]) => sum + list.length, 0);
}
