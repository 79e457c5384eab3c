import fc from 'fast-check';
import { expect, test } from 'vitest';
import { AskedFrames } from '../../../src/inspection/old-memory/asked-frames.ts';
import { HostChain } from '../../../src/inspection/old-memory/host-chain.ts';
import { ETHERNET_DESTINATION, ETHERNET_SOURCE } from '../../../src/wire/ethernet.ts';
import { historyOf, keyOf } from './hosts.ts';

/** Takes all that there is to be had. */
function taken(frames: AskedFrames, chain: HostChain, host: number, before: number): number[] {
  const count = frames.ask(keyOf(host), before);
  return Array.from({ length: count }, (_, i) => chain.at(i));
}

test('each frame of a host that was asked for is had once, those that are gone left out', () => {
  const step = fc.record({
    sender: fc.nat({ max: 3 }),
    asks: fc.option(fc.nat({ max: 3 }), { nil: undefined, freq: 3 }),
  });
  fc.assert(
    fc.property(fc.array(step, { minLength: 1, maxLength: 200 }), (steps) => {
      const { history, add } = historyOf();
      const chain = new HostChain(history, ETHERNET_SOURCE);
      const frames = new AskedFrames(chain);
      const known = new Set<number>();
      for (const [sequence, { sender, asks }] of steps.entries()) {
        add(sender, 0);
        if (asks === undefined) continue;
        const wanted = [...steps.keys()].filter(
          (one) => one >= history.oldest && one < sequence && steps[one]?.sender === asks && !known.has(one),
        );
        expect(taken(frames, chain, asks, sequence)).toEqual(wanted);
        for (const one of wanted) known.add(one);
        // Asked once more for the next word.
        expect(taken(frames, chain, asks, sequence)).toEqual([]);
      }
    }),
    { numRuns: 200 },
  );
});

test('tables of one chain do not take what another has yet to take', () => {
  const { history, add } = historyOf();
  const chain = new HostChain(history, ETHERNET_DESTINATION);
  const [one, other] = [new AskedFrames(chain), new AskedFrames(chain)];
  for (let i = 0; i < 6; i++) add(7, i % 2);
  expect(taken(one, chain, 0, 6)).toEqual([0, 2, 4]);
  for (let i = 0; i < 4; i++) add(7, i % 2);
  expect(taken(other, chain, 0, 9)).toEqual([0, 2, 4, 6, 8]);
  expect(taken(one, chain, 0, 9)).toEqual([6, 8]);
  expect(taken(one, chain, 1, 10)).toEqual([1, 3, 5, 7, 9]);
});
