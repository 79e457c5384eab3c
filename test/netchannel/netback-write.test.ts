import { describe, expect, test } from 'vitest';
import { LengthExceedsSize } from '../../src/netchannel/checked-fill.ts';
import { COMPARED_RELEASES } from '../../src/netchannel/releases.ts';
import { writeRxResponse } from '../../src/netchannel/rx.ts';
import { CannotWrite } from '../../src/wire/cannot-write.ts';
import { connected } from '../support/connected.ts';
import { hex } from '../support/hex.ts';
import { partialWrite, solidWrite, TestWrite } from '../support/test-write.ts';

describe('sending to netfront', () => {
  test.each(COMPARED_RELEASES)(
    '%s: one page; ids count up, and netfront refills with fresh ones',
    (release) => {
      const { channel, observer, netback, netfront } = connected(release);
      netback.write(solidWrite(60, 0xbb, 1));
      netback.write(solidWrite(4096, 0xbb, 2));
      channel.poll();
      netback.write(partialWrite(60, Uint8Array.of(1), 60, 3));
      channel.poll();
      expect(observer.frames.map(({ ids, offsets, flags, sizes }) => [ids, offsets, flags, sizes])).toEqual([
        [[0], [0], [0], [60]],
        [[1], [0], [0], [4096]],
        [[2], [0], [0], [60]],
      ]);
      expect(observer.events.filter((event) => event.startsWith('page'))).toEqual([
        'page 0: 60 of 60, tag 1',
        'page 1: 4096 of 4096, tag 2',
        'page 2: 1 of 60, tag 3',
      ]);
      expect(hex(observer.frames[2]?.bytes ?? new Uint8Array(0))).toBe('01'.padEnd(120, '0'));
      expect(netback.bytesCleared).toBe(release === '1.10.1' ? 3 * 4096 : 0);
      expect(netfront.rx.reqProdPvt).toBe(256 + 3);
    },
  );

  test.each(COMPARED_RELEASES)('%s: several pages are taken in reverse', (release) => {
    const { channel, observer, netback } = connected(release);
    netback.write(solidWrite(9000, 7));
    channel.poll();
    expect(observer.frames).toMatchObject([{ ids: [2, 1, 0], flags: [4, 4, 0], sizes: [9000, 4096, 808] }]);
    expect([...new Set(observer.frames[0]?.bytes)]).toEqual([7]);
    expect(observer.frames[0]?.bytes).toHaveLength(9000);
  });

  test.each([
    ['1.9.0', 'delivered rx: 5000'],
    ['1.10.0', 'died netfront: Cannot assemble a frame: its first fragment has 7096 bytes'],
    ['1.10.1', 'died netfront: Cannot assemble a frame: its first fragment has 7096 bytes'],
  ] as const)('%s: the first response tells what was announced or filled', (release, outcome) => {
    const { channel, observer, netback } = connected(release);
    netback.write(partialWrite(8000, Uint8Array.of(1), 5000));
    channel.poll();
    expect(observer.events.at(-1)).toBe(outcome);
  });

  test.each(COMPARED_RELEASES)('%s: writes wait for pages, in order', (release) => {
    const { channel, observer, netback } = connected(release);
    for (let i = 0; i < 255; i++) expect(netback.write(solidWrite(60, 1))).toBe(true);
    const writes = [solidWrite(5000, 2), solidWrite(61, 3)];
    expect(writes.map((write) => netback.write(write))).toEqual([false, false]);
    expect(writes.map(({ outcome }) => outcome)).toEqual(['none', 'none']);
    channel.poll();
    expect(writes.map(({ outcome }) => outcome)).toEqual(['done', 'done']);
    expect(observer.frames.slice(255).map(({ bytes }) => bytes.length)).toEqual([5000, 61]);
  });

  test.each([
    ['1.9.0', 'its end'],
    ['1.10.0', 'all'],
    ['1.10.1', 'all'],
  ] as const)('%s: of a write that waits %s is kept, of one that does not nothing', (release, kept) => {
    const { netback } = connected(release);
    const writes = Array.from({ length: 257 }, () => solidWrite(60, 1));
    for (const write of writes) netback.write(write);
    expect(writes.slice(0, 255).filter((write) => write.kept !== 'nothing')).toEqual([]);
    expect(writes[256]?.kept).toBe(kept);
  });

  test.each(['1.10.0', '1.10.1'] as const)(
    '%s: a write that fails leaves its page mapped and unanswered',
    (release) => {
      const { channel, observer, netback } = connected(release);
      expect(() => netback.write(partialWrite(60, Uint8Array.of(1), 61))).toThrow(LengthExceedsSize);
      expect(channel.grants.mappingsOf(265)).toBe(1);
      netback.write(solidWrite(60, 1));
      channel.poll();
      expect(observer.frames.map(({ ids }) => ids)).toEqual([[1]]);
    },
  );

  test.each(COMPARED_RELEASES)('%s: an empty frame is refused', (release) => {
    const { channel, observer, netback } = connected(release);
    expect(() => netback.write(new TestWrite(60, () => 0))).toThrow(
      new CannotWrite('Cannot answer RX request 0: a size of 0 is not positive'),
    );
    netback.write(solidWrite(61, 1));
    channel.poll();
    expect(observer.frames.map(({ bytes }) => bytes.length)).toEqual([61]);
  });

  test('netfront ends when a response has an id that is not out', () => {
    const { channel, observer, netback } = connected('1.10.0');
    writeRxResponse(channel.memory.view, netback.rx.nextResponse(), 999, 0, 60);
    netback.rx.pushResponses();
    channel.events.notifyFront();
    channel.poll();
    expect(observer.events).toEqual(['died netfront: Cannot take RX response 999: no such request is out']);
  });
});
