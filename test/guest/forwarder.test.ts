import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Forwarder } from '../../src/guest/forwarder.ts';
import { NatWriter, natPacketLength } from '../../src/guest/nat-fill.ts';
import type { NatPacket } from '../../src/guest/packets.ts';
import { Stack } from '../../src/guest/stack.ts';
import { forwardedAs } from '../../src/replay/forwarded-label.ts';
import { Window } from '../../src/wire/window.ts';
import { hex } from '../support/hex.ts';
import { GUEST_MAC, packet } from '../support/random-packets.ts';
import { RecordingDevice } from '../support/recording-device.ts';
import * as build from '../wire/frame-builder.ts';

const forwarder = new Forwarder();

/** Reads a frame that lies in the middle of a dirty buffer. */
function packetOf(frame: readonly number[] | Uint8Array) {
  const bytes = new Uint8Array(frame.length + 20).fill(0xa5);
  bytes.set(frame, 7);
  return forwarder.packetOf(bytes, new DataView(bytes.buffer), 7, frame.length);
}

const UDP = build.udp(build.IPV4_PAIR, [1, 2], [1, 2, 3]);
const TCP = build.tcp(build.IPV4_PAIR, [3, 4], [1, 1, 8, 10, 0, 0, 0, 1, 0, 0, 0, 2], [9]);
const PING = build.icmp(8, 0, [0, 1, 0, 2], [5]);

describe('what is forwarded', () => {
  test.each([
    ['udp', build.ipv4({ protocol: 17, payload: UDP }), 1],
    ['tcp with options', build.ipv4({ protocol: 6, payload: TCP }), 2],
    ['icmp', build.ipv4({ protocol: 1, payload: PING }), 3],
    ["a packet with don't fragment", build.ipv4({ protocol: 17, payload: UDP, fragmentation: 0x4000 }), 1],
    ['IPv4 options', build.ipv4({ protocol: 17, payload: UDP, options: [7, 7, 4, 1, 2, 3, 4, 0] }), 1],
    ['padding behind the packet', [...build.ipv4({ protocol: 17, payload: UDP }), 1, 2, 3, 4], 1],
  ])('%s', (_, frame, kind) => {
    const read = packetOf(frame);
    expect(forwardedAs(read)).toBe(kind);
    expect(read).toMatchObject({ kind: 'nat', announce: 'exact' });
  });

  test('the fields of a segment', () => {
    expect(packetOf(build.ipv4({ protocol: 6, payload: TCP }))).toMatchObject({
      source: 0x0a000001,
      destination: 0x0a000002,
      destinationMac: Uint8Array.from(build.MAC_B),
      ttl: 38,
      identification: 7,
      transport: {
        sourcePort: 3,
        destinationPort: 4,
        sequence: 9,
        acknowledgement: 8,
        flags: 0x18,
        window: 0x2000,
        options: [{ kind: 'nop' }, { kind: 'nop' }, { kind: 'timestamp', val: 1, ecr: 2 }],
        payload: { length: 1 },
      },
    });
  });

  test('the type of service, ECN and the urgent pointer do not survive', () => {
    const frame = build.ipv4({ protocol: 6, payload: TCP });
    const odd = frame
      .with(15, 0xb8)
      .with(14 + 20 + 13, 0xd8)
      .with(14 + 20 + 19, 7);
    const written = rewritten(packetOf(odd));
    expect([written[15], written[47], written[53]]).toEqual([0, 0x18, 0]);
  });

  test('options of one packet are not in the next', () => {
    packetOf(build.ipv4({ protocol: 17, payload: UDP, options: [1, 1, 1, 1] }));
    expect(packetOf(build.ipv4({ protocol: 17, payload: UDP }))).toMatchObject({
      ipOptions: new Uint8Array(0),
    });
  });
});

describe('what stays the frame that it is', () => {
  test.each([
    ['ARP', build.arp(1)],
    ['IPv6', build.ipv6({ protocol: 17, payload: UDP })],
    ['another protocol', build.ipv4({ protocol: 47, payload: [1, 2, 3] })],
    ['a first fragment', build.ipv4({ protocol: 17, payload: UDP, fragmentation: 0x2000 })],
    ['a later fragment', build.ipv4({ protocol: 17, payload: UDP, fragmentation: 0x0004 })],
    ['a packet that is cut', build.ipv4({ protocol: 17, payload: UDP }).slice(0, -1)],
    ['a header that is cut', build.ipv4({ protocol: 17, payload: UDP }).slice(0, 30)],
    ['a total length that is too small', build.ipv4({ protocol: 17, payload: UDP, totalLength: 19 })],
    ['a UDP header that is cut', build.ipv4({ protocol: 17, payload: UDP.slice(0, 7) })],
    ['a UDP length that disagrees', build.ipv4({ protocol: 17, payload: [...UDP, 0] })],
    ['a TCP header that is cut', build.ipv4({ protocol: 6, payload: TCP.slice(0, 19) })],
    ['a data offset of 4', build.ipv4({ protocol: 6, payload: TCP.with(12, 0x40) })],
    ['a data offset beyond the segment', build.ipv4({ protocol: 6, payload: TCP.with(12, 0xf0) })],
    ['TCP options that cannot be read', build.ipv4({ protocol: 6, payload: TCP.with(21, 8) })],
    ['an ICMP header that is cut', build.ipv4({ protocol: 1, payload: PING.slice(0, 7) })],
    ['IPv4 of another version', build.ipv4({ protocol: 17, payload: UDP }).with(14, 0x55)],
    ['a header of 4 words', build.ipv4({ protocol: 17, payload: UDP }).with(14, 0x44)],
    ['a VLAN tag', [...build.arp(1).slice(0, 12), 0x81, 0, 0, 1, 8, 0, ...UDP]],
    ['a byte', [1]],
  ])('%s', (_, frame) => {
    const read = packetOf(frame);
    expect(forwardedAs(read)).toBe(0);
    expect(read).toMatchObject({ kind: 'raw', size: frame.length, returns: frame.length });
    const write = read.kind === 'raw' ? read.writes[0] : undefined;
    const { bytes = new Uint8Array(0), offset = 0, length = 0 } = write?.data ?? {};
    expect(hex(bytes.subarray(offset, offset + length))).toBe(hex(Uint8Array.from(frame)));
  });
});

test('nothing at all can make it throw, and every packet fits its frame', () => {
  const mutated = fc
    .tuple(
      fc
        .constantFrom(UDP, TCP, PING)
        .chain((payload) => fc.constantFrom(17, 6, 1).map((protocol) => build.ipv4({ protocol, payload }))),
      fc.array(fc.tuple(fc.nat(60), fc.nat(255)), { maxLength: 4 }),
      fc.nat(80),
    )
    .map(([frame, changes, length]) => {
      for (const [at, value] of changes) if (at < frame.length) frame[at] = value;
      return frame.slice(0, length);
    });
  fc.assert(
    fc.property(mutated, (frame) => {
      const read = packetOf(frame);
      if (read.kind === 'nat') expect(14 + natPacketLength(read)).toBeLessThanOrEqual(frame.length);
    }),
    { numRuns: 3000 },
  );
});

/** What a NAT writes on clean memory, exactly as long as it announces. */
function rewritten(read: ReturnType<typeof packetOf>): Uint8Array {
  const { frames } = sent(read as NatPacket);
  return frames[0] ?? new Uint8Array(0);
}

function sent(read: NatPacket): RecordingDevice {
  const device = new RecordingDevice();
  new Stack({ device: device, mac: GUEST_MAC, mtu: 65_521, settled: () => undefined }).send(read, 0);
  return device;
}

test('what the NAT wrote is read back as what it wrote', () => {
  const bytes = new Uint8Array(70_000);
  const window = new Window();
  fc.assert(
    fc.property(packet, (original) => {
      fc.pre(original.kind === 'nat');
      if (original.kind !== 'nat') return;
      bytes.fill(0);
      window.bind(bytes, new DataView(bytes.buffer), 0, 14 + natPacketLength(original), false);
      const length = new NatWriter(GUEST_MAC).fill(window, original);
      const frame = bytes.slice(0, length);
      expect(hex(rewritten(packetOf(frame)))).toBe(hex(frame));
    }),
    { numRuns: 400 },
  );
});
