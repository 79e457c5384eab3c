import { expect, test } from 'vitest';
import { copyPacket, type Packet } from '../../src/guest/packets.ts';
import {
  arpRequest,
  dhcpMessage,
  echo6Reply,
  icmpEcho,
  nat,
  neighbourSolicitation,
  tcp,
  udp,
} from '../support/sample-packets.ts';

/** Every kind of packet with a payload, made of `bytes`, from its second byte on. */
const WITH_PAYLOAD: [string, (bytes: Uint8Array) => Packet][] = [
  ['udp', (bytes) => udp(bytes, { payload: { bytes, offset: 1, length: 3 } })],
  ['tcp', (bytes) => tcp(bytes, { payload: { bytes, offset: 1, length: 3 } })],
  ['icmp-echo', (bytes) => icmpEcho(bytes, { payload: { bytes, offset: 1, length: 3 } })],
  ['pong6', (bytes) => ({ ...echo6Reply(bytes), payload: { bytes, offset: 1, length: 3 } })],
  ['nat udp', (bytes) => nat('udp', bytes)],
  ['nat tcp', (bytes) => nat('tcp', bytes)],
  ['nat icmp', (bytes) => nat('icmp', bytes)],
  [
    'raw',
    (bytes) => ({
      kind: 'raw',
      size: 9,
      returns: 9,
      writes: [
        { at: 0, data: { bytes, offset: 1, length: 3 } },
        { at: 5, data: { bytes, offset: 0, length: 2 } },
      ],
    }),
  ],
];

/** What the packet is, its payloads as plain numbers. */
function meaning(packet: Packet): unknown {
  return JSON.parse(
    JSON.stringify(packet, (_, value: unknown) => {
      if (typeof value !== 'object' || value === null || !('bytes' in value) || !('offset' in value))
        return value;
      const { bytes, offset, length } = value as { bytes: Uint8Array; offset: number; length: number };
      return [...bytes.subarray(offset, offset + length)];
    }),
  );
}

test.each(WITH_PAYLOAD)('a copy of %s keeps its payload when the buffer is used again', (_, make) => {
  const bytes = Uint8Array.of(1, 2, 3, 4, 5);
  const packet = make(bytes);
  const before = meaning(packet);
  const copy = copyPacket(packet);
  expect(meaning(copy)).toEqual(before);
  bytes.fill(0xee);
  expect(meaning(packet)).not.toEqual(before);
  expect(meaning(copy)).toEqual(before);
});

test('a copy of a packet without payload is equal, and is another object', () => {
  for (const packet of [
    arpRequest(),
    neighbourSolicitation(),
    { kind: 'dhcp', message: dhcpMessage() } as const,
  ]) {
    expect(copyPacket(packet)).toEqual(packet);
    expect(copyPacket(packet)).not.toBe(packet);
  }
});
