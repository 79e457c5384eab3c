import { describe, expect, test } from 'vitest';
import { LengthExceedsSize } from '../../src/netchannel/checked-fill.ts';
import { COMPARED_RELEASES } from '../../src/netchannel/releases.ts';
import { connected } from '../support/connected.ts';
import { hex } from '../support/hex.ts';
import { partialWrite, solidWrite, TestWrite } from '../support/test-write.ts';

const IN_BLOCK = ['1.10.0', '1.10.1'] as const;
const TWO = Uint8Array.of(1, 2);

describe('one block', () => {
  test.each([
    [
      '1.9.0',
      '0000',
      ['grown 0', 'copied 0: 4 from 0 of 4, 4 written, tag 1', 'delivered tx: 4'],
      ['copied 0: 4 from 0 of 4, 2 written, tag 2', 'delivered tx: 4'],
    ],
    [
      '1.10.0',
      'bbbb',
      ['grown 0', 'filled 0: 4 of 4, tag 1', 'delivered tx: 4'],
      ['filled 0: 2 of 4, tag 2', 'delivered tx: 4'],
    ],
    [
      '1.10.1',
      '0000',
      ['grown 0', 'cleared 0', 'filled 0: 4 of 4, tag 1', 'delivered tx: 4'],
      ['cleared 0', 'filled 0: 2 of 4, tag 2', 'delivered tx: 4'],
    ],
  ] as const)('%s: what the second writer leaves out is %s', (release, rest, first, second) => {
    const { channel, observer, netfront } = connected(release);
    netfront.write(solidWrite(4, 0xbb, 1));
    channel.poll();
    netfront.write(partialWrite(4, TWO, 4, 2));
    channel.poll();
    expect(observer.frames.map(({ bytes }) => hex(bytes))).toEqual(['bbbbbbbb', `0102${rest}`]);
    expect(observer.events).toEqual([...first, ...second]);
    expect([netfront.bytesCleared, netfront.bytesCopied]).toEqual([
      release === '1.10.1' ? 4096 : 0,
      release === '1.9.0' ? 8 : 0,
    ]);
  });

  test.each(IN_BLOCK)('%s: the writer is handed all of the block', (release) => {
    const { netfront } = connected(release);
    netfront.write(new TestWrite(10, (window) => window.length - 2040));
    expect(netfront.tx.reqProdPvt).toBe(1);
  });

  test('1.10.1 clears all of the block, 1.10.0 none of it', () => {
    for (const [release, rest] of [
      ['1.10.0', 0xbb],
      ['1.10.1', 0],
    ] as const) {
      const { channel, netfront, pool } = connected(release);
      netfront.write(solidWrite(2048, 0xbb));
      channel.poll();
      netfront.write(solidWrite(60, 1));
      const start = pool.address[0] ?? 0;
      const behind = channel.memory.bytes.subarray(start + 60, start + 2048);
      expect([...new Set(behind)], release).toEqual([rest]);
    }
  });

  test('1.9.0: the writer is handed as much as it announced', () => {
    const { channel, observer, netfront } = connected('1.9.0');
    netfront.write(new TestWrite(10, (window) => window.length - 3));
    channel.poll();
    expect(observer.frames.map(({ bytes }) => bytes.length)).toEqual([7]);
  });

  test('the request tells the second half of the page by its offset, under the same grant reference', () => {
    const { channel, observer, netfront } = connected('1.10.0');
    for (const length of [60, 61, 62]) netfront.write(solidWrite(length, 1));
    channel.poll();
    const messages = observer.frames.map(({ ids, grefs, offsets, flags, sizes }) => [
      ids,
      grefs,
      offsets,
      flags,
      sizes,
    ]);
    expect(messages).toEqual([
      [[0], [266], [0], [0], [60]],
      [[1], [266], [2048], [0], [61]],
      [[2], [267], [0], [0], [62]],
    ]);
  });

  test('blocks that came back are taken last-released-first', () => {
    const { channel, observer, netfront } = connected('1.10.0');
    for (let i = 0; i < 3; i++) netfront.write(solidWrite(60, 1));
    channel.poll();
    for (let i = 0; i < 4; i++) netfront.write(solidWrite(60, 1));
    channel.poll();
    expect(observer.frames.slice(3).map(({ ids }) => ids[0])).toEqual([2, 1, 0, 3]);
  });
});

describe('nothing to send', () => {
  test.each(COMPARED_RELEASES)('%s: size 0 does nothing', (release) => {
    const { channel, observer, netfront } = connected(release);
    expect(netfront.write(new TestWrite(0, () => 0))).toBe(true);
    channel.poll();
    expect(observer.events).toEqual([]);
    expect(netfront.tx.reqProdPvt).toBe(0);
  });

  test.each([
    ['1.9.0', []],
    ['1.10.0', ['grown 0', 'filled 0: 0 of 0, tag 0', 'delivered tx: 0']],
    ['1.10.1', ['grown 0', 'cleared 0', 'filled 0: 0 of 0, tag 0', 'delivered tx: 0']],
  ] as const)('%s: returning 0 sends an empty frame if at all', (release, events) => {
    const { channel, observer, netfront } = connected(release);
    netfront.write(new TestWrite(60, () => 0));
    channel.poll();
    expect(observer.events).toEqual(events);
    expect(observer.frames.map(({ sizes }) => sizes)).toEqual(events.length > 0 ? [[0]] : []);
  });
});

describe('a fill function that fails', () => {
  const tooLong = partialWrite(60, TWO, 61, 5);
  const throwing = new TestWrite(60, (window) => window.claim(2047, 2), 5);

  test.each(COMPARED_RELEASES)('%s: no slot is used', (release) => {
    const { netfront, pool } = connected(release);
    expect(() => netfront.write(tooLong)).toThrow(new LengthExceedsSize(61, 60));
    expect(new LengthExceedsSize(61, 60).message).toBe(
      'Cannot send the frame: its length 61 exceeds the announced size 60',
    );
    expect(() => netfront.write(throwing)).toThrow('Cannot write 2 bytes at offset 2047');
    expect(() => netfront.write(partialWrite(5000, TWO, 5001))).toThrow(LengthExceedsSize);
    expect([netfront.tx.reqProdPvt, pool.inUse]).toEqual([0, 0]);
  });

  test.each(IN_BLOCK)('%s: the block goes back to the head of the free list, dirty', (release) => {
    const { observer, netfront, pool, channel } = connected(release);
    netfront.write(solidWrite(60, 1));
    expect(() => netfront.write(tooLong)).toThrow(LengthExceedsSize);
    expect(pool.freeBlocks()).toEqual([1]);
    expect(hex(channel.memory.bytes, pool.address[1], (pool.address[1] ?? 0) + 3)).toBe('010200');
    expect(observer.events.at(-1)).toBe('failed 1: 2 written, tag 5');
    netfront.write(new TestWrite(3, () => 3));
    channel.poll();
    expect(hex(observer.frames[1]?.bytes ?? TWO)).toBe(release === '1.10.0' ? '010200' : '000000');
  });
});

test('a burst notifies netback once', () => {
  const { channel, netfront } = connected('1.10.0');
  const before = channel.events.sentToBack;
  for (let i = 0; i < 10; i++) netfront.write(solidWrite(60, 1));
  expect(channel.events.sentToBack - before).toBe(1);
});
