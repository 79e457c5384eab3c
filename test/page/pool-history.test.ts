import fc from 'fast-check';
import { expect, test } from 'vitest';
import { PoolHistory } from '../../src/page/pool-history.ts';
import type { BlockUse } from '../../src/recording/recording.ts';

const use = fc.record({
  block: fc.nat({ max: 3 }),
  from: fc.integer({ min: 1, max: 30 }),
  lasts: fc.nat({ max: 9 }),
});
const recording = fc.record({
  unbroken: fc.integer({ min: 1, max: 30 }),
  since: fc.array(fc.nat({ max: 9 }), { minLength: 4, maxLength: 4 }),
  uses: fc.array(use, { maxLength: 30 }),
});

test('what is in a block is the last use that had begun', () => {
  fc.assert(
    fc.property(recording, ({ unbroken, since, uses }) => {
      const blocks = since.map((each, id) => ({
        page: id >> 1,
        gref: 8 + (id >> 1),
        offset: 0,
        since: each,
      }));
      const inOrder = uses
        .map(
          ({ block, from, lasts }): BlockUse => ({
            block,
            from,
            to: from + lasts,
            wasCleared: false,
            contents: [],
          }),
        )
        .sort((a, b) => a.from - b.from);
      const history = new PoolHistory({ unbroken, pool: { blocks, uses: inOrder } });
      expect([history.blocks, history.frames]).toEqual([4, unbroken]);
      for (let block = 0; block < 4; block++) {
        for (let frame = 1; frame <= unbroken; frame++) {
          const last = inOrder.filter((each) => each.block === block && each.from <= frame).at(-1);
          const cell = history.at(block, frame);
          if (last === undefined) expect(cell).toBe(frame <= (since[block] as number) ? null : undefined);
          else expect(cell).toEqual({ use: last, isTaken: frame < (last.to as number) });
        }
      }
    }),
  );
});
