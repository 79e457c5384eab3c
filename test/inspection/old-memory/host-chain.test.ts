import fc from 'fast-check';
import { expect, test } from 'vitest';
import { MOST_FRAMES } from '../../../src/inspection/old-memory/frame-history.ts';
import { HostChain, placeOf } from '../../../src/inspection/old-memory/host-chain.ts';
import { ETHERNET_DESTINATION, ETHERNET_SOURCE } from '../../../src/wire/ethernet.ts';
import { historyOf, keyOf } from './hosts.ts';

function collected(chain: HostChain, host: number, from: number, before: number): number[] {
  return Array.from({ length: chain.collect(placeOf(keyOf(host)), from, before) }, (_, i) => chain.at(i));
}

test('the frames of a host are those that the history still has, in order, whenever it is asked', () => {
  const step = fc.record({
    from: fc.nat({ max: 3 }),
    to: fc.nat({ max: 3 }),
    asks: fc.option(fc.tuple(fc.nat({ max: 3 }), fc.nat({ max: 30 })), { nil: undefined, freq: 4 }),
  });
  fc.assert(
    fc.property(fc.array(step, { minLength: 1, maxLength: 120 }), (steps) => {
      const { history, add } = historyOf();
      const sent = new HostChain(history, ETHERNET_SOURCE);
      const got = new HostChain(history, ETHERNET_DESTINATION);
      for (const [sequence, { from, to, asks }] of steps.entries()) {
        add(from, to);
        if (asks === undefined) continue;
        const [host, back] = asks;
        const first = Math.max(0, sequence - back);
        const those = [...steps.keys()].slice(Math.max(first, history.oldest), sequence);
        expect(collected(sent, host, first, sequence)).toEqual(those.filter((i) => steps[i]?.from === host));
        expect(collected(got, host, first, sequence)).toEqual(those.filter((i) => steps[i]?.to === host));
      }
    }),
    { numRuns: 200 },
  );
});

test('of a host that was away for longer than the history goes back nothing is left', () => {
  const { history, add } = historyOf(2 * MOST_FRAMES);
  const chain = new HostChain(history, ETHERNET_SOURCE);
  add(1, 0);
  add(2, 0);
  expect(collected(chain, 1, 0, 2)).toEqual([0]);
  for (let i = 0; i < MOST_FRAMES; i++) {
    add(2, 0);
    // Its place is looked at now and then, and the frame's is taken by another in the end.
    if (i % 1000 === 0) collected(chain, 2, history.next - 1, history.next);
  }
  expect(collected(chain, 1, 0, history.next)).toEqual([]);
  add(1, 0);
  add(2, 0);
  expect(collected(chain, 1, 0, history.next)).toEqual([MOST_FRAMES + 2]);
  expect(collected(chain, 2, 0, history.next)).toHaveLength(MOST_FRAMES - 1);
});
