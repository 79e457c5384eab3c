import fc from 'fast-check';
import { expect, test } from 'vitest';
import { AskedFrames } from '../../../src/inspection/old-memory/asked-frames.ts';
import { FrameHistory } from '../../../src/inspection/old-memory/frame-history.ts';
import { FrameLayout } from '../../../src/inspection/old-memory/frame-layout.ts';
import { hostOf, keyOfHost } from '../../../src/inspection/old-memory/word-hash.ts';
import { ETHERNET_SOURCE } from '../../../src/wire/ethernet.ts';

const FRAME = 60;
const KEPT = 20;

/** Of a host that differs in its last byte only; the few that are used share no place. */
function keyOf(host: number): number {
  return keyOfHost(hostOf(new DataView(Uint8Array.from([2, 0, 0, 0, 0, host]).buffer), 0));
}

/** Takes all that there is to be had. */
function taken(frames: AskedFrames, host: number, before: number): number[] {
  const all: number[] = [];
  for (let next = frames.next(keyOf(host), before); next >= 0; next = frames.next(keyOf(host), before)) {
    all.push(next);
  }
  return all;
}

test('each frame of each host that was asked for is had once, those that are gone left out', () => {
  const step = fc.record({
    sender: fc.nat({ max: 3 }),
    asks: fc.option(fc.nat({ max: 3 }), { nil: undefined, freq: 3 }),
  });
  fc.assert(
    fc.property(fc.array(step, { minLength: 1, maxLength: 200 }), (steps) => {
      const history = new FrameHistory(KEPT * FRAME);
      const frames = new AskedFrames(history, ETHERNET_SOURCE);
      const layout = new FrameLayout();
      const asked = new Set<number>();
      const known = new Set<number>();
      for (const [sequence, { sender, asks }] of steps.entries()) {
        const frame = new Uint8Array(FRAME).fill(0xa5);
        frame.set([2, 0, 0, 0, 0, sender], ETHERNET_SOURCE);
        history.add(sequence + 1, frame, new DataView(frame.buffer), 0, FRAME, layout);
        if (asks === undefined) continue;
        asked.add(asks);
        const wanted = [...steps.keys()].filter(
          (one) =>
            one >= history.oldest && one < sequence && asked.has(steps[one]?.sender ?? -1) && !known.has(one),
        );
        const told = taken(frames, asks, sequence);
        expect([...told].sort((a, b) => a - b)).toEqual(wanted);
        for (const one of told) known.add(one);
      }
    }),
    { numRuns: 200 },
  );
});

test('frames of a host come in their order, however late it is asked for', () => {
  const history = new FrameHistory(KEPT * FRAME);
  const frames = new AskedFrames(history, ETHERNET_SOURCE);
  for (let sequence = 0; sequence < 10; sequence++) {
    const frame = new Uint8Array(FRAME).fill(0xa5);
    frame.set([2, 0, 0, 0, 0, sequence % 2], ETHERNET_SOURCE);
    history.add(sequence + 1, frame, new DataView(frame.buffer), 0, FRAME, new FrameLayout());
  }
  expect(taken(frames, 1, 8)).toEqual([1, 3, 5, 7]);
  expect(taken(frames, 0, 10)).toEqual([0, 2, 4, 6, 8, 9]);
  expect(taken(frames, 1, 10)).toEqual([]);
});
