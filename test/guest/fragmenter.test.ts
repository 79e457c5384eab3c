import { describe, expect, test } from 'vitest';
import { Stack } from '../../src/guest/stack.ts';
import type { FrameWriter, Retained } from '../../src/netchannel/frame-write.ts';
import { COMPARED_RELEASES } from '../../src/netchannel/releases.ts';
import { connected } from '../support/connected.ts';
import { hex } from '../support/hex.ts';
import { naiveChecksum } from '../support/naive-checksum.ts';
import { RecordingDevice } from '../support/recording-device.ts';
import { GUEST_MAC, icmpEcho, udp } from '../support/sample-packets.ts';
import { solidWrite } from '../support/test-write.ts';

const PAYLOAD = Uint8Array.from({ length: 4000 }, (_, i) => i % 251);

/** What the header of a fragment says, and what is behind it. */
function readFragment(frame: Uint8Array) {
  const view = new DataView(frame.buffer, frame.byteOffset, frame.length);
  const word = view.getUint16(20);
  expect(naiveChecksum(frame.subarray(14, 34))).toBe(0);
  return {
    told: view.getUint16(16) - 20,
    identification: view.getUint16(18),
    more: (word & 0x2000) !== 0,
    at: (word & 0x1fff) * 8,
    data: frame.subarray(34),
  };
}

function stackOn(device: FrameWriter, settled: string[] = []): Stack {
  return new Stack({
    device,
    mac: GUEST_MAC,
    mtu: 1500,
    settled: (tag, error) => settled.push(`${tag}: ${error?.message ?? 'done'}`),
  });
}

describe('a datagram of 4008 bytes', () => {
  test('in buffers of the announced size goes out whole', () => {
    const device = new RecordingDevice();
    expect(stackOn(device).send(udp(PAYLOAD), 3)).toBe(true);
    const fragments = device.frames.map(readFragment);
    expect(device.sizes).toEqual([1514, 1514, 34 + 1048]);
    expect(device.tags).toEqual([3, 3, 3]);
    expect(fragments.map(({ at, more, told, data }) => [at, more, told, data.length])).toEqual([
      [0, true, 1480, 1480],
      [1480, true, 1480, 1480],
      [2960, false, 1048, 1048],
    ]);
    const whole = Buffer.concat(fragments.map(({ data }) => data));
    expect(hex(whole, 0, 6)).toBe('000100020fa8');
    expect(hex(whole, 8)).toBe(hex(PAYLOAD));
  });

  test('in blocks of 2048 bytes loses what is behind the MTU, and its headers tell another length', () => {
    const device = new RecordingDevice(2048);
    stackOn(device).send(udp(PAYLOAD), 0);
    const fragments = device.frames.map(readFragment);
    expect(fragments.map(({ at, more, told, data }) => [at, more, told, data.length])).toEqual([
      [0, true, 2014, 1480],
      [1480, false, 1994, 1480],
    ]);
    // The second goes on where the first one's block ended, not where its frame did.
    expect(hex(fragments[1]?.data ?? PAYLOAD)).toBe(hex(PAYLOAD, 2014 - 8, 2014 - 8 + 1480));
  });

  test.each(COMPARED_RELEASES)('under release %s', (release) => {
    const { channel, observer } = connected(release);
    stackOn(channel.netfront).send(udp(PAYLOAD), 0);
    channel.poll();
    const received = Buffer.concat(observer.frames.map(({ bytes }) => readFragment(bytes).data));
    expect(received.length).toBe(release === '1.9.0' ? 4008 : 2960);
    expect(hex(received, 8) === hex(PAYLOAD)).toBe(release === '1.9.0');
  });
});

test('identifications count from 1, whether a packet brings its own or not', () => {
  const device = new RecordingDevice();
  const stack = stackOn(device);
  stack.send(udp(PAYLOAD), 0);
  stack.send(udp(PAYLOAD, { identification: 0xabcd }), 0);
  stack.send(icmpEcho(PAYLOAD), 0);
  const fragments = device.frames.map(readFragment);
  const seen = fragments.map(({ identification }) => identification);
  expect(seen).toEqual([1, 1, 1, 0xabcd, 0xabcd, 0xabcd, 3, 3, 3]);
  const each = [0, 1480, 2960];
  expect(fragments.map(({ at }) => at)).toEqual([...each, ...each, ...each]);
});

describe('when a fragment has to wait', () => {
  /** A stack on a device whose ring has one slot left. */
  function blocked() {
    const { channel, observer } = connected('1.9.0');
    for (let i = 0; i < 255; i++) channel.netfront.write(solidWrite(60, 0x11));
    const settled: string[] = [];
    return { channel, observer, settled, stack: stackOn(channel.netfront, settled) };
  }

  test('the later ones queue behind writers that came meanwhile', () => {
    const { channel, observer, settled, stack } = blocked();
    expect(stack.send(udp(PAYLOAD), 7)).toBe(false);
    expect(stack.send(udp(Uint8Array.of(1)), 8)).toBe(false);
    expect(stack.send(udp(Uint8Array.of(2)), 9)).toBe(false);
    expect(settled).toEqual([]);
    channel.poll();
    const sizes = observer.frames.slice(255).map(({ bytes }) => bytes.length);
    expect(sizes).toEqual([1514, 1514, 43, 43, 1082]);
    expect(settled).toEqual(['8: done', '9: done', '7: done']);
  });

  test('its data and offsets stay right although the caller’s buffer changes', () => {
    const { channel, observer, stack } = blocked();
    const buffer = PAYLOAD.slice();
    expect(stack.send(udp(buffer), 7)).toBe(false);
    buffer.fill(0xee);
    channel.poll();
    const fragments = observer.frames.slice(255).map(({ bytes }) => readFragment(bytes));
    expect(fragments.map(({ at }) => at)).toEqual([0, 1480, 2960]);
    expect(fragments.map(({ identification }) => identification)).toEqual([1, 1, 1]);
    expect(hex(Buffer.concat(fragments.map(({ data }) => data)), 8)).toBe(hex(PAYLOAD));
  });

  test('its data is copied once, however often it has to wait', () => {
    const kept: Retained[] = [];
    const device: FrameWriter = {
      write: (frame) => {
        kept.push(frame.retain(), frame.retainFinished());
        return false;
      },
    };
    expect(stackOn(device).send(udp(PAYLOAD), 7)).toBe(false);
    const [first] = kept;
    first?.settled(undefined);
    expect(kept).toHaveLength(4);
    expect(kept[2]).toBe(first);
    expect(kept[3]).toBe(first);
  });

  test('a device that refuses the next one makes the packet fail, once', () => {
    const device = new RecordingDevice();
    const settled: string[] = [];
    device.full = true;
    expect(stackOn(device, settled).send(udp(PAYLOAD), 7)).toBe(false);
    device.write = () => {
      throw new RangeError('Cannot write: the device is gone');
    };
    device.resume();
    expect(settled).toEqual(['7: Cannot write: the device is gone']);
  });
});
