import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { LinkDirection } from '../../../src/simulation/time/link.ts';
import { Moment } from '../../../src/simulation/time/moment.ts';
import { runTimed } from '../../support/run-timed.ts';

const nanosecondsOf = ({ seconds, nanoseconds }: Moment): number => seconds * 1e9 + nanoseconds;

describe('one direction', () => {
  test('a frame takes 8 bits for each byte, after the frames before it', () => {
    const link = new LinkDirection({ bitsPerSecond: 1e8, latencyNanoseconds: 2e6 });
    const handedOver = new Moment();
    link.carry(handedOver, 1500);
    expect(nanosecondsOf(link.arrival)).toBe(120_000 + 2e6);
    link.carry(handedOver, 100);
    expect(nanosecondsOf(link.arrival)).toBe(128_000 + 2e6);
    handedOver.advance(1e9);
    link.carry(handedOver, 100);
    expect(nanosecondsOf(link.arrival)).toBe(1e9 + 8_000 + 2e6);
  });

  test('frames arrive in order, none before its time, and as many as there is room for', () => {
    const frames = fc.array(fc.record({ gap: fc.nat(20_000), length: fc.integer({ min: 1, max: 1514 }) }), {
      minLength: 1,
    });
    fc.assert(
      fc.property(frames, fc.integer({ min: 1e6, max: 1e9 }), fc.nat(1e6), (all, rate, latency) => {
        const link = new LinkDirection({ bitsPerSecond: rate, latencyNanoseconds: latency });
        const now = new Moment();
        let free = 0;
        for (const { gap, length } of all) {
          now.advance(gap);
          link.carry(now, length);
          free = Math.max(free, nanosecondsOf(now)) + Math.round((length * 8e9) / rate);
          expect(nanosecondsOf(link.arrival)).toBe(free + latency);
        }
      }),
    );
  });
});

const FRAME = '{raw: {size: 1250}}';
const three = `[${FRAME}, ${FRAME}, ${FRAME}]`;

test('timestamps are when the receiver has the frame', async () => {
  const slow = await runTimed(`{link: {rate: 10Mbit, latency: 2ms}, interval: 0s, steps: ${three}}`);
  expect(slow.times).toEqual([3e6, 4e6, 5e6]);
  const idle = await runTimed(`{link: {rate: 10Mbit, latency: 2ms}, interval: 5ms, steps: ${three}}`);
  expect(idle.times).toEqual([3e6, 8e6, 13e6]);
});

test('a latency alone moves all timestamps, and nothing else', async () => {
  const without = await runTimed(`{poll: {every: 2}, steps: ${three}}`);
  const late = await runTimed(`{poll: {every: 2}, link: {latency: 7ms}, steps: ${three}}`);
  expect(late.times).toEqual(without.times.map((time) => time + 7e6));
  expect(late.frames).toEqual(without.frames);
  const later = without.result.frames.map((frame) => ({
    ...frame,
    time: expect.closeTo(frame.time + 0.007, 9),
  }));
  expect(late.result).toEqual({ ...without.result, frames: later });
});

test('a link of nothing is no link', async () => {
  const without = await runTimed(`{poll: {every: 2}, steps: ${three}}`);
  expect((await runTimed(`{poll: {every: 2}, link: {}, steps: ${three}}`)).times).toEqual(without.times);
});

test('each direction has a link of its own', async () => {
  const both = `[${FRAME}, {receive: {size: 1250}}, ${FRAME}, {receive: {size: 1250}}]`;
  const { times } = await runTimed(`{link: {rate: 10Mbit}, interval: 0s, steps: ${both}}`);
  expect(times).toEqual([1e6, 1e6, 2e6, 2e6]);
});
