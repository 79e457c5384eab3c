import { describe, expect, test } from 'vitest';
import type { Packet } from '../../src/guest/packets.ts';
import { ExceedsMtu, Stack } from '../../src/guest/stack.ts';
import { hex } from '../support/hex.ts';
import { RecordingDevice } from '../support/recording-device.ts';
import {
  arpRequest,
  dhcpMessage,
  echo6Reply,
  GUEST_MAC,
  icmpEcho,
  nat,
  neighbourAdvertisement,
  neighbourSolicitation,
  routerSolicitation,
  tcp,
  udp,
} from '../support/sample-packets.ts';

function stackOn(device: RecordingDevice, settled: unknown[] = []): Stack {
  return new Stack({
    device,
    mac: GUEST_MAC,
    mtu: 1500,
    settled: (tag, error) => settled.push([tag, error]),
  });
}

const bytes = (length: number): Uint8Array => new Uint8Array(length).fill(0x61);
const raw = (size: number, returns: number): Packet => ({ kind: 'raw', size, returns, writes: [] });

/** What each kind of packet announces, and the length of its frame in a block of 2048 bytes. */
const SIZES: [string, Packet, number, number][] = [
  ['ARP', arpRequest(), 42, 42],
  ['UDP', udp(bytes(5)), 47, 47],
  ['UDP as large as the MTU', udp(bytes(1472)), 1514, 1514],
  ['TCP with options', tcp(bytes(5), { options: [{ kind: 'wscale', value: 1 }] }), 63, 63],
  ['ICMP', icmpEcho(bytes(5)), 47, 47],
  ['DHCP', { kind: 'dhcp', message: dhcpMessage() }, 1514, 342],
  ['NAT, exact', nat('tcp', bytes(5)), 59, 59],
  ['NAT, MTU', nat('udp', bytes(5), { announce: 'mtu' }), 1514, 47],
  ['NAT, a number', nat('icmp', bytes(5), { announce: 100 }), 114, 47],
  ['neighbour solicitation', neighbourSolicitation(), 86, 86],
  ['neighbour advertisement', neighbourAdvertisement(true), 86, 86],
  ['router solicitation', routerSolicitation(), 70, 70],
  ['router solicitation without an address', routerSolicitation(new Uint8Array(16)), 62, 62],
  ['IPv6 echo reply', echo6Reply(bytes(5)), 67, 67],
  ['raw', raw(200, 150), 200, 150],
];

test.each(SIZES)('%s announces and sends', (_, packet, size, length) => {
  const device = new RecordingDevice(2048);
  expect(stackOn(device).send(packet, 9)).toBe(true);
  expect(device.sizes).toEqual([size]);
  expect(device.tags).toEqual([9]);
  expect(device.frames.map((frame) => frame.length)).toEqual([length]);
});

test('an ARP packet comes from the guest’s own MAC address, whatever it says inside', () => {
  const device = new RecordingDevice();
  stackOn(device).send({ ...arpRequest(), operation: 'reply', senderMac: bytes(6) }, 0);
  const [frame = bytes(0)] = device.frames;
  expect(hex(frame, 0, 14)).toBe('020000000002' + '020000000001' + '0806');
  expect(hex(frame, 20, 28)).toBe('0002' + '616161616161');
});

test('"don’t fragment" is set where fragmentation is forbidden', () => {
  const device = new RecordingDevice();
  const stack = stackOn(device);
  for (const packet of [
    udp(bytes(1)),
    udp(bytes(1), { fragment: false }),
    tcp(bytes(1)),
    icmpEcho(bytes(1)),
  ]) {
    stack.send(packet, 0);
  }
  expect(device.frames.map((frame) => hex(frame, 20, 22))).toEqual(['0000', '4000', '4000', '0000']);
});

describe('too big for the MTU', () => {
  test.each([
    ['TCP', tcp(bytes(1461))],
    ['UDP that must not be fragmented', udp(bytes(1473), { fragment: false })],
  ])('%s is dropped without a word', (_, packet) => {
    const device = new RecordingDevice();
    const settled: unknown[] = [];
    expect(stackOn(device, settled).send(packet, 0)).toBe(true);
    expect(device.sizes).toEqual([]);
    expect(settled).toEqual([]);
  });

  test.each([
    ['NAT', nat('udp', bytes(1473)), 1501],
    ['NAT that announces it', nat('udp', bytes(1), { announce: 1501 }), 1501],
    ['an IPv6 echo reply', echo6Reply(bytes(1500)), 1548],
  ])('%s is refused', (_, packet, size) => {
    const device = new RecordingDevice();
    expect(() => stackOn(device).send(packet, 0)).toThrow(new ExceedsMtu(size, 1500));
    expect(new ExceedsMtu(size, 1500).message).toBe(
      `Cannot send the packet: its ${size} bytes exceed the MTU of 1500`,
    );
    expect(device.sizes).toEqual([]);
  });

  test('a raw frame asks the device, not the stack', () => {
    const device = new RecordingDevice();
    stackOn(device).send(raw(9000, 9000), 0);
    expect(device.sizes).toEqual([9000]);
  });
});

test('packets that wait keep payload and order, although the caller’s buffer is used for the next', () => {
  const device = new RecordingDevice();
  const settled: unknown[] = [];
  const stack = stackOn(device, settled);
  const buffer = new Uint8Array(3);
  device.full = true;
  for (const [tag, make] of [
    udp,
    tcp,
    icmpEcho,
    echo6Reply,
    (data: Uint8Array) => nat('udp', data),
  ].entries()) {
    buffer.fill(0xb0 + tag);
    expect(stack.send(make(buffer), tag)).toBe(false);
  }
  buffer.fill(0xee);
  expect(settled).toEqual([]);
  device.resume();
  expect(device.frames.map((frame) => hex(frame.subarray(-3)))).toEqual([
    'b0b0b0',
    'b1b1b1',
    'b2b2b2',
    'b3b3b3',
    'b4b4b4',
  ]);
  expect(device.tags).toEqual([0, 1, 2, 3, 4]);
  expect(settled).toEqual([0, 1, 2, 3, 4].map((tag) => [tag, undefined]));
});
