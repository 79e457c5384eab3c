import { describe, expect, test } from 'vitest';
import { RELEASES, type Release } from '../../src/netchannel/releases.ts';
import { connected } from '../support/connected.ts';
import { solidWrite } from '../support/test-write.ts';

const ALL = Object.keys(RELEASES) as Release[];

describe.each(ALL)('%s', (release) => {
  test('ordinary frames arrive both ways, however many', () => {
    const { channel, netfront, netback, observer } = connected(release);
    for (let i = 0; i < 700; i++) {
      netfront.write(solidWrite(60 + (i % 100), i & 0xff));
      netback.write(solidWrite(70 + (i % 100), i & 0xff));
      if (i % 3 === 0) channel.poll();
    }
    channel.poll();
    const sizes = (direction: string): number[] =>
      observer.frames.flatMap((frame) => (frame.direction === direction ? [frame.bytes.length] : []));
    expect(sizes('tx')).toEqual(Array.from({ length: 700 }, (_, i) => 60 + (i % 100)));
    expect(sizes('rx')).toEqual(Array.from({ length: 700 }, (_, i) => 70 + (i % 100)));
    expect(netfront.pool.inUse).toBe(0);
    expect(netfront.receiver.grantedPages()).toHaveLength(256);
  });

  test('polls end, and nothing is left to poll for', () => {
    const { channel, netfront } = connected(release);
    netfront.write(solidWrite(60, 1));
    expect(channel.hasEvents).toBe(true);
    channel.poll();
    expect(channel.hasEvents).toBe(false);
  });
});

test('1.4.1: the answer to one frame frees the block of another, which is overwritten while it waits', () => {
  for (const [release, second] of [
    ['1.4.1', 0xc3],
    ['1.5.0', 0xb2],
  ] as const) {
    const { channel, netfront, netback, observer } = connected(release);
    netfront.write(solidWrite(60, 0xa1));
    netfront.write(solidWrite(60, 0xb2));
    const { shared } = netback.tx;
    const all = shared.reqProd;
    shared.reqProd = 1;
    channel.stepBack();
    shared.reqProd = all;
    channel.stepFront();
    netfront.write(solidWrite(60, 0xc3));
    channel.events.keepAtBack();
    channel.poll();
    expect(
      observer.frames.map(({ bytes }) => bytes[0]),
      release,
    ).toEqual([0xa1, second, 0xc3]);
  }
});

test('1.4.1: of a frame of several blocks only the first one is sent', () => {
  const { channel, netfront, observer } = connected('1.4.1');
  netfront.write(solidWrite(3000, 1));
  channel.poll();
  expect(observer.frames).toEqual([]);
  expect(observer.events.at(-1)).toContain('died netback');
});
