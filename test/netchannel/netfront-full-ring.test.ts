import { describe, expect, test } from 'vitest';
import { LengthExceedsSize } from '../../src/netchannel/checked-fill.ts';
import { COMPARED_RELEASES, type Release } from '../../src/netchannel/releases.ts';
import { TxStatus, writeTxResponse } from '../../src/netchannel/tx.ts';
import { connected } from '../support/connected.ts';
import { partialWrite, solidWrite, TestWrite } from '../support/test-write.ts';

const IN_BLOCK = ['1.10.0', '1.10.1'] as const;
const TWO = Uint8Array.of(1, 2);

describe('a full ring', () => {
  function full(release: Release) {
    const all = connected(release);
    for (let i = 0; i < 256; i++) expect(all.netfront.write(solidWrite(60, 1))).toBe(true);
    return all;
  }

  test.each(COMPARED_RELEASES)('%s: later writes wait in order, whatever they need', (release) => {
    const { channel, observer, netfront, pool } = full(release);
    const writes = [solidWrite(100, 2), solidWrite(5000, 3), solidWrite(102, 4)];
    expect(writes.map((write) => netfront.write(write))).toEqual([false, false, false]);
    expect(pool.nextId).toBe(256);
    expect(writes.map(({ outcome }) => outcome)).toEqual(['none', 'none', 'none']);
    channel.poll();
    expect(writes.map(({ outcome }) => outcome)).toEqual(['done', 'done', 'done']);
    expect(observer.frames.slice(256).map(({ bytes }) => bytes.length)).toEqual([100, 5000, 102]);
    expect(observer.frames.slice(256).map(({ ids }) => ids)).toEqual([[255], [254, 253, 252], [251]]);
  });

  test.each([
    ['1.9.0', 'before it waits', 1],
    ['1.10.0', 'when it gets its block', 2],
    ['1.10.1', 'when it gets its block', 2],
  ] as const)('%s: a write is filled %s', (release, _, expected) => {
    const { channel, observer, netfront } = full(release);
    let content = 1;
    netfront.write(
      new TestWrite(1, (window) => {
        window.setAll(0, Uint8Array.of(content));
        return 1;
      }),
    );
    content = 2;
    channel.poll();
    expect([...(observer.frames[256]?.bytes ?? TWO)]).toEqual([expected]);
  });

  test.each(IN_BLOCK)(
    '%s: a write that fails after it waited is told so, and the next goes on',
    (release) => {
      const { channel, observer, netfront } = full(release);
      const failing = partialWrite(60, TWO, 61);
      const next = solidWrite(77, 1);
      netfront.write(failing);
      netfront.write(next);
      channel.poll();
      expect(failing.outcome).toEqual(new LengthExceedsSize(61, 60));
      expect(next.outcome).toBe('done');
      expect(observer.frames.slice(256).map(({ bytes }) => bytes.length)).toEqual([77]);
    },
  );

  test.each([
    ['1.9.0', 'its end'],
    ['1.10.0', 'all'],
    ['1.10.1', 'all'],
  ] as const)('%s: of a write that waits %s is kept, of one that does not nothing', (release, kept) => {
    const { netfront } = connected(release);
    const writes = Array.from({ length: 257 }, () => solidWrite(60, 1));
    for (const write of writes) netfront.write(write);
    expect(writes.slice(0, 256).filter((write) => write.kept !== 'nothing')).toEqual([]);
    expect(writes[256]?.kept).toBe(kept);
  });

  test('a write of several blocks waits for all of its slots, and holds up a small one', () => {
    const { channel, observer, netfront } = connected('1.10.0');
    for (let i = 0; i < 254; i++) netfront.write(solidWrite(60, 1));
    expect(netfront.write(solidWrite(5000, 2))).toBe(false);
    expect(netfront.write(solidWrite(61, 3))).toBe(false);
    channel.poll();
    expect(observer.frames.slice(254).map(({ bytes }) => bytes.length)).toEqual([5000, 61]);
  });

  test.each(COMPARED_RELEASES)(
    '%s: a write of three blocks goes on with the third response, not before',
    (release) => {
      const { channel, netback, netfront } = full(release);
      const write = solidWrite(5000, 2);
      netfront.write(write);
      const outcomes = [10, 11, 12].map((id) => {
        writeTxResponse(channel.memory.view, netback.tx.nextResponse(), id, TxStatus.okay);
        netback.tx.pushResponses();
        netfront.handleEvent();
        return write.outcome;
      });
      expect(outcomes).toEqual(['none', 'none', 'done']);
    },
  );
});
