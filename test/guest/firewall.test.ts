import { describe, expect, test } from 'vitest';
import { Firewall, type FirewallRule, UPLINK_PORT } from '../../src/guest/firewall.ts';
import type { NatPacket } from '../../src/guest/packets.ts';
import { NO_BYTES } from '../../src/wire/bytes.ts';

const OWN = 1;
const [WORK, PERSONAL] = [10, 11];
const OUTSIDE = 99;

function firewall(rules: readonly FirewallRule[] = []): Firewall {
  return new Firewall({ address: OWN, guests: [WORK, PERSONAL], rules });
}

function packet(source: number, destination: number, change: Partial<NatPacket> = {}): NatPacket {
  return {
    kind: 'nat',
    destinationMac: new Uint8Array(6),
    source,
    destination,
    ttl: 64,
    identification: 0,
    flagsAndOffset: 0,
    ipOptions: new Uint8Array(0),
    announce: 'mtu',
    transport: { protocol: 'udp', sourcePort: 5000, destinationPort: 53, payload: { ...NO_BYTES } },
    ...change,
  };
}

describe('what no rule is about', () => {
  test('a guest gets out with the address of the firewall, a hop older, and answers come back', () => {
    const wall = firewall();
    const sent = packet(WORK, OUTSIDE);
    expect(wall.route(sent, 0)).toEqual({ to: UPLINK_PORT, isTranslated: true });
    expect(sent).toMatchObject({ source: OWN, destination: OUTSIDE, ttl: 63 });
    expect(sent.transport).toMatchObject({ sourcePort: 1024, destinationPort: 53 });
    const answer = packet(OUTSIDE, OWN, {
      transport: { protocol: 'udp', sourcePort: 53, destinationPort: 1024, payload: { ...NO_BYTES } },
    });
    expect(wall.route(answer, UPLINK_PORT)).toEqual({ to: 0, isTranslated: true });
    expect(answer).toMatchObject({ source: OUTSIDE, destination: WORK, ttl: 63 });
    expect(answer.transport).toMatchObject({ sourcePort: 53, destinationPort: 5000 });
  });

  test('a second packet of a connection has its port, another connection the next one', () => {
    const wall = firewall();
    const ports = [5000, 5000, 5001].map((sourcePort) => {
      const sent = packet(WORK, OUTSIDE);
      if (sent.transport.protocol === 'udp') sent.transport.sourcePort = sourcePort;
      wall.route(sent, 0);
      return sent.transport.protocol === 'udp' ? sent.transport.sourcePort : 0;
    });
    expect(ports).toEqual([1024, 1024, 1025]);
  });

  test('an echo is known by its identifier', () => {
    const wall = firewall();
    const echo = (source: number, destination: number, id: number, type: number): NatPacket =>
      packet(source, destination, {
        transport: {
          protocol: 'icmp',
          type,
          code: 0,
          restOfHeader: id * 65536 + 7,
          payload: { ...NO_BYTES },
        },
      });
    const sent = echo(WORK, OUTSIDE, 77, 8);
    wall.route(sent, 0);
    expect(sent.transport).toMatchObject({ restOfHeader: 1024 * 65536 + 7 });
    const answer = echo(OUTSIDE, OWN, 1024, 0);
    expect(wall.route(answer, UPLINK_PORT)).toEqual({ to: 0, isTranslated: true });
    expect(answer.transport).toMatchObject({ restOfHeader: 77 * 65536 + 7 });
  });

  test('guests do not reach each other, and nobody gets in who was not asked', () => {
    expect(firewall().route(packet(WORK, PERSONAL), 0)).toEqual({ dropped: 'no rule accepts it' });
    expect(firewall().route(packet(OUTSIDE, OWN), UPLINK_PORT)).toEqual({
      dropped: 'no guest has asked for it',
    });
  });
});

describe('rules', () => {
  test('the first one that is about a packet decides', () => {
    const wall = firewall([
      { from: new Set([WORK]), protocol: 'udp', port: 53, action: 'accept' },
      { from: new Set([WORK]), action: 'drop' },
    ]);
    expect(wall.route(packet(WORK, PERSONAL), 0)).toEqual({ to: 1, isTranslated: false });
    const other = packet(WORK, OUTSIDE);
    if (other.transport.protocol === 'udp') other.transport.destinationPort = 54;
    expect(wall.route(other, 0)).toEqual({ dropped: 'a rule drops it' });
  });

  test('what is accepted goes on as it is', () => {
    const sent = packet(WORK, OUTSIDE);
    expect(firewall([{ action: 'accept' }]).route(sent, 0)).toEqual({ to: UPLINK_PORT, isTranslated: false });
    expect(sent).toEqual(packet(WORK, OUTSIDE));
  });

  test('what is for the firewall itself goes nowhere, whatever they say', () => {
    const route = firewall([{ action: 'accept' }]).route(packet(WORK, OWN), 0);
    expect(route).toEqual({ dropped: 'it is for the firewall itself' });
  });
});

test('source addresses of others are not let through', () => {
  const wall = firewall([{ action: 'accept' }]);
  expect(wall.route(packet(PERSONAL, OUTSIDE), 0)).toEqual({
    dropped: 'its source address is not that of the guest',
  });
  expect(wall.route(packet(WORK, PERSONAL), UPLINK_PORT)).toEqual({
    dropped: 'it comes from outside with a source address of the inside',
  });
});

test('a packet without a hop left, or an error of ICMP, is not translated', () => {
  expect(firewall().route(packet(WORK, OUTSIDE, { ttl: 0 }), 0)).toEqual({
    dropped: 'it cannot be translated',
  });
  const error = packet(WORK, OUTSIDE, {
    transport: { protocol: 'icmp', type: 3, code: 1, restOfHeader: 0, payload: { ...NO_BYTES } },
  });
  expect(firewall().route(error, 0)).toEqual({ dropped: 'it cannot be translated' });
});

test('there is a port for each connection, and the oldest loses its own when all are taken', () => {
  const wall = firewall();
  const send = (source: number): number => {
    const sent = packet(WORK, source);
    wall.route(sent, 0);
    return sent.transport.protocol === 'udp' ? sent.transport.sourcePort : 0;
  };
  const ports = Array.from({ length: 65536 - 1024 }, (_, i) => send(1000 + i));
  expect(new Set(ports).size).toBe(65536 - 1024);
  expect(send(2)).toBe(1024);
  expect(send(1000)).toBe(1025);
});
