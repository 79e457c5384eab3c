import { describe, expect, test } from 'vitest';
import { RELEASES } from '../../src/netchannel/releases.ts';
import { PAGE_SIZE } from '../../src/xen/memory.ts';
import { connected } from '../support/connected.ts';
import { solidWrite } from '../support/test-write.ts';

describe('pages that are kept', () => {
  test('are zero again when they are granted again', () => {
    const { channel, netback, netfront, observer } = connected('2.1.7');
    for (let round = 0; round < 3; round++) {
      for (let i = 0; i < 200; i++) netback.write(solidWrite(900, 0xaa));
      channel.poll();
    }
    expect(observer.frames).toHaveLength(600);
    expect(observer.frames.every(({ bytes }) => bytes.every((byte) => byte === 0xaa))).toBe(true);
    const granted = netfront.receiver.grantedPages().map((gref) => channel.grants.addressOf(gref));
    expect(new Set(granted).size).toBe(256);
    for (const address of granted) {
      expect(channel.memory.bytes.subarray(address, address + PAGE_SIZE).every((byte) => byte === 0)).toBe(
        true,
      );
    }
  });

  test('are as many as the ring has slots; others have fresh ones', () => {
    expect(connected('2.1.7').netfront.receiver.keptPages()).toEqual([]);
    expect(connected('2.1.3').netfront.receiver.keptPages()).toBeUndefined();
  });
});

describe('the ids of RX requests', () => {
  test.each([
    ['1.5.0', [265, 264, 263]],
    ['1.9.0', [0, 1, 2]],
    ['2.1.8', [0, 1, 2]],
  ] as const)('%s: %j', (release, ids) => {
    const { channel, netback, observer } = connected(release);
    for (let i = 0; i < 3; i++) netback.write(solidWrite(60, 1));
    channel.poll();
    expect(observer.frames.map((frame) => frame.ids[0])).toEqual(ids);
  });
});

describe('a callback that takes its time', () => {
  test('holds nothing back where it runs beside the loop', () => {
    const { channel, netback, netfront, observer } = connected('2.1.7');
    netfront.receiver.callback = () => 'pending';
    for (let i = 0; i < 3; i++) netback.write(solidWrite(60, i));
    channel.poll();
    expect(observer.frames).toHaveLength(3);
  });

  test('lets the others wait where the loop waits for it, also those that come meanwhile', () => {
    const { channel, netback, netfront, observer } = connected('2.1.8');
    netfront.receiver.callback = () => 'pending';
    for (let i = 0; i < 3; i++) netback.write(solidWrite(60, i));
    channel.poll();
    expect(observer.frames).toHaveLength(1);
    netback.write(solidWrite(61, 9));
    channel.poll();
    netfront.callbackOver();
    expect(observer.frames).toHaveLength(2);
    netfront.receiver.callback = () => 'done';
    netfront.callbackOver();
    expect(observer.frames.map(({ bytes }) => bytes.length)).toEqual([60, 60, 60, 61]);
  });
});

test('what cannot be put together ends the loop, or costs one frame', () => {
  for (const [release, frames] of [
    ['2.1.7', 0],
    ['2.1.8', 1],
  ] as const) {
    const { channel, netback, netfront, observer } = connected(release);
    // The hypervisor lets nothing be written: the status is -1, which is read as 65535 bytes.
    const { rx } = netback;
    netback.sender.takeRequests();
    const slot = rx.nextResponse();
    for (const [at, value] of [0, 0, 0, 0xffff].entries())
      channel.memory.view.setUint16(slot + 2 * at, value, true);
    rx.pushResponses();
    channel.stepFront();
    netback.write(solidWrite(60, 1));
    channel.poll();
    expect(observer.frames, release).toHaveLength(frames);
    expect(netfront.receiver.grantedPages()).toHaveLength(256);
    expect(RELEASES[release].front.reading).toBe(frames === 0 ? 'strict' : 'lenient');
  }
});
