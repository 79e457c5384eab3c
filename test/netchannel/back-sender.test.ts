import { describe, expect, test } from 'vitest';
import { FLAG_EXTRA_INFO, FLAG_MORE_DATA } from '../../src/netchannel/flags.ts';
import type { Window } from '../../src/wire/window.ts';
import { connected } from '../support/connected.ts';
import { hex } from '../support/hex.ts';
import { partialWrite, solidWrite, TestWrite } from '../support/test-write.ts';

/** A frame of TCP over IPv4 as far as netback looks at it. */
function tcpFrame(size: number): TestWrite {
  return new TestWrite(size, (window: Window) => {
    window.setRange(0, { bytes: new Uint8Array(size).fill(0x11), offset: 0, length: size });
    for (const [at, value] of [
      [12, 0x08],
      [13, 0x00],
      [14, 0x45],
      [23, 6],
      [46, 0x50],
    ] as const) {
      window.setRange(at, { bytes: Uint8Array.of(value), offset: 0, length: 1 });
    }
    return size;
  });
}

describe('frames of several pages', () => {
  test('2.1.7: the pages are taken in reverse, and the first response tells the whole', () => {
    const { channel, netback, observer } = connected('2.1.7');
    netback.write(solidWrite(5000, 1));
    channel.poll();
    expect(observer.frames[0]).toMatchObject({ ids: [1, 0], sizes: [5000, 904] });
  });

  test('2.1.8: in order, as many as were written, each with its own size', () => {
    const { channel, netback, observer } = connected('2.1.8');
    netback.write(partialWrite(9000, new Uint8Array(5000).fill(1), 5000, 2));
    channel.poll();
    expect(observer.frames[0]).toMatchObject({ ids: [0, 1], sizes: [4096, 904] });
    expect(observer.frames[0]?.bytes).toHaveLength(5000);
  });
});

describe('segments', () => {
  test('2.1.8: a frame of TCP above the MTU is announced to be segmented, from one byte on', () => {
    const { channel, netback, netfront, observer } = connected('2.1.8');
    for (const size of [1514, 1515, 5000]) netback.write(tcpFrame(size));
    // A slot holds a request again once netfront has seen the response in it.
    const descriptor = netback.rx.shared.slot(2);
    expect(hex(channel.memory.bytes.slice(descriptor, descriptor + 6))).toBe('0100b4050100');
    channel.poll();
    expect(observer.frames.map(({ flags }) => flags)).toEqual([
      [0],
      [FLAG_EXTRA_INFO],
      [FLAG_EXTRA_INFO | FLAG_MORE_DATA, 0],
    ]);
    expect(observer.frames.map(({ bytes }) => bytes.length)).toEqual([1514, 1515, 5000]);
    // Each descriptor takes a slot, whose page comes back.
    expect(netback.rx.rspProdPvt).toBe(6);
    expect(netfront.receiver.grantedPages()).toHaveLength(256);
  });

  test('netback sends larger frames than its MTU only to a netfront that takes them', () => {
    expect([connected('2.1.7').netback.maxFrameSize, connected('2.1.8').netback.maxFrameSize]).toEqual([
      1514, 65_549,
    ]);
  });
});

describe('a page that the hypervisor refuses', () => {
  test('2.1.7: the write fails, and its request is lost', () => {
    const { channel, netback, observer } = connected('2.1.7');
    channel.grants.refuse(1);
    expect(() => netback.write(solidWrite(60, 1))).toThrow('the hypervisor refuses');
    netback.write(solidWrite(60, 2));
    channel.poll();
    expect(observer.frames.map(({ ids }) => ids)).toEqual([[1]]);
  });

  test('2.1.8: it is answered with an error, which netfront takes for 65535 bytes', () => {
    const { channel, netback, netfront, observer } = connected('2.1.8');
    channel.grants.refuse(1);
    netback.write(solidWrite(60, 1));
    netback.write(solidWrite(60, 2));
    channel.poll();
    expect(observer.frames.map(({ ids }) => ids)).toEqual([[1]]);
    // The page of the first is lost for good.
    expect(netfront.receiver.grefOf(0)).not.toBe(0);
  });
});
