import { afterEach, expect, test, vi } from 'vitest';
import { StatisticsSum } from '../../src/capture-merge/interface-statistics.ts';
import { readOptions, STATISTICS_OPTIONS } from '../../src/capture-merge/pcapng-blocks.ts';
import { Bytes, block } from '../capture-reader/capture-builder.ts';

afterEach(() => {
  vi.restoreAllMocks();
});

const withComments = (count: number, first: number): Buffer => {
  const body = new Bytes(true).u32(0, 0, 0);
  for (let i = 0; i < count; i++) body.u16(1, 8).raw(Buffer.from(String(10_000_000 + first + i)));
  return block(true, 5, body.u16(4, 8).i64(5n).u16(0, 0).done());
};

/** How often lists and sets are asked about an element while two blocks of so many comments become one. */
function workOf(count: number): number {
  let work = 0;
  for (const search of ['find', 'some', 'every', 'indexOf', 'includes'] as const) {
    const original = Array.prototype[search] as (this: unknown[], ...args: unknown[]) => unknown;
    vi.spyOn(Array.prototype, search).mockImplementation(function (this: unknown[], ...args: unknown[]) {
      work += this.length;
      return original.apply(this, args) as never;
    });
  }
  for (const [kind, name] of [
    [Set.prototype, 'has'],
    [Map.prototype, 'get'],
  ] as const) {
    const original = (kind as Set<unknown>)[name as 'has'];
    vi.spyOn(kind as Set<unknown>, name as 'has').mockImplementation(function (
      this: Set<unknown>,
      key: unknown,
    ) {
      work++;
      return original.call(this, key);
    });
  }
  const sum = new StatisticsSum();
  sum.add(withComments(count, 0));
  sum.add(withComments(count, count));
  const merged = sum.block();
  vi.restoreAllMocks();
  expect(readOptions(merged, STATISTICS_OPTIONS)).toHaveLength(2 * count + 1);
  return work;
}

test('twice the comments are twice the work', () => {
  const [once, twice] = [workOf(500), workOf(1000)];
  expect(once).toBeGreaterThan(0);
  expect(twice).toBeLessThan(2.2 * once);
});

test('counts are added up, also in a block of their own with nothing else', () => {
  const sum = new StatisticsSum();
  for (let i = 0; i < 3; i++) sum.add(withComments(1, 0));
  const options = readOptions(sum.block(), STATISTICS_OPTIONS);
  expect(options.map(({ code }) => code)).toEqual([1, 4]);
  expect(options[1]?.value[0]).toBe(15);
});
