import { describe, expect, test } from 'vitest';
import { COMPARED_RELEASES } from '../../src/netchannel/releases.ts';
import { CannotWrite } from '../../src/wire/cannot-write.ts';
import { connected } from '../support/connected.ts';
import { hex } from '../support/hex.ts';
import { partialWrite, solidWrite } from '../support/test-write.ts';

const IN_BLOCK = ['1.10.0', '1.10.1'] as const;
const TWO = Uint8Array.of(1, 2);

describe('several blocks', () => {
  test.each(COMPARED_RELEASES)('%s: the first request tells the whole, and more data follows', (release) => {
    const { channel, observer, netfront } = connected(release);
    netfront.write(solidWrite(2048, 0xbb));
    channel.poll();
    netfront.write(partialWrite(5000, TWO, 5000, 4));
    channel.poll();
    const [, frame] = observer.frames;
    expect(frame).toMatchObject({
      ids: [0, 1, 2],
      offsets: [0, 2048, 0],
      flags: [4, 4, 0],
      sizes: [5000, 2048, 904],
    });
    expect(hex(frame?.bytes ?? TWO)).toBe('0102'.padEnd(10000, '0'));
    expect(observer.events.filter((event) => event.startsWith('copied')).slice(-3)).toEqual([
      'copied 0: 2048 from 0 of 5000, 2 written, tag 4',
      'copied 1: 2048 from 2048 of 5000, 2 written, tag 4',
      'copied 2: 904 from 4096 of 5000, 2 written, tag 4',
    ]);
  });

  test.each(IN_BLOCK)(
    '%s: a length that fewer would have held makes empty fragments, and netback dies',
    (release) => {
      const { channel, observer, netfront, pool } = connected(release);
      netfront.write(partialWrite(5000, TWO, 100));
      channel.poll();
      expect(observer.events.at(-1)).toBe(
        'died netback: Cannot assemble a frame: fragment 1 of 3 has 0 bytes',
      );
      netfront.write(solidWrite(60, 1));
      channel.poll();
      expect(observer.frames).toEqual([]);
      expect(pool.inUse).toBe(4);
    },
  );

  test('1.9.0 counts blocks by the length', () => {
    const { channel, observer, netfront } = connected('1.9.0');
    netfront.write(partialWrite(5000, TWO, 100));
    channel.poll();
    expect(observer.frames.map(({ sizes }) => sizes)).toEqual([[100]]);
  });

  test.each(COMPARED_RELEASES)('%s: more than 65535 bytes overflow the size, and netback dies', (release) => {
    const { channel, observer, netfront } = connected(release);
    netfront.write(solidWrite(65535, 1));
    channel.poll();
    netfront.write(solidWrite(65536, 1));
    channel.poll();
    expect(observer.frames.map(({ bytes }) => bytes.length)).toEqual([65535]);
    expect(observer.events.at(-1)).toBe(
      'died netback: Cannot assemble a frame: its first fragment has -63488 bytes',
    );
  });

  test.each(COMPARED_RELEASES)('%s: more than the ring holds is refused', (release) => {
    const { netfront } = connected(release);
    expect(() => netfront.write(solidWrite(256 * 2048 + 1, 1))).toThrow(
      new CannotWrite('Cannot write the frame: it needs 257 slots, and the ring has 256'),
    );
    expect(netfront.write(solidWrite(60, 1))).toBe(true);
  });
});
