import fc from 'fast-check';
import type { FirewallRule } from '../../src/guest/firewall.ts';
import type { Packet, RawFrame } from '../../src/guest/packets.ts';
import type { DeviceName } from '../../src/netchannel/devices.ts';
import type { HostileAct } from '../../src/netchannel/hostile-acts.ts';
import type { Fault, Step } from '../../src/script/step.ts';
import type { GuestOptions } from '../../src/simulation/guests/network-options.ts';
import { wholeOf } from '../../src/wire/bytes.ts';

export const FIREWALL_IP = 0x0a89_0002;
export const FIREWALL_MAC = Uint8Array.of(0, 0x16, 0x3e, 0, 0, 1);

/** Behind the uplink. */
export const OUTSIDE = [0x5db8_d822, 0x5db8_d823, 0x0808_0808];

/** What netfronts of guests are of, those with the flaw more often. */
const DEVICES: readonly (DeviceName | undefined)[] = [
  undefined,
  '1.10.0',
  '1.10.0',
  '1.9.0',
  '1.10.1',
  '1.4.1',
  '2.1.8',
  'none',
  'clear-tail',
  'poison',
  'narrow-window',
];

export const guestList: fc.Arbitrary<GuestOptions[]> = fc
  .array(fc.constantFrom(...DEVICES), { minLength: 1, maxLength: 4 })
  .map((devices) =>
    devices.map((release, i) => ({
      name: `vm${i}`,
      mac: Uint8Array.of(2, 0, 0x0a, 0x89, 0, 10 + i),
      ip: 0x0a89_000a + i,
      ...(release === undefined ? {} : { release }),
    })),
  );

export const rules: fc.Arbitrary<FirewallRule[]> = fc.array(
  fc.record({
    action: fc.constantFrom('accept' as const, 'accept' as const, 'nat' as const, 'drop' as const),
  }),
  { maxLength: 1 },
);

const port = fc.integer({ min: 1024, max: 1030 });
const payload = fc.uint8Array({ maxLength: 300 }).map((bytes) => wholeOf(Uint8Array.from(bytes)));

const sum = fc.constantFrom('computed' as const, 'left to card' as const);

/** What goes wrong at a channel and changes no byte: what netback forgets or does twice, and netfront asks for in vain. */
const troubles: readonly ({ kind: 'fault'; fault: Fault } | { kind: 'hostile'; hostile: HostileAct })[] = [
  { kind: 'fault', fault: { kind: 'drop', count: 1 } },
  { kind: 'fault', fault: { kind: 'error', count: 1 } },
  { kind: 'fault', fault: { kind: 'delay', count: 2, nanoseconds: 3_000_000 } },
  { kind: 'hostile', hostile: { end: 'netback', act: { kind: 'answer', id: 'last', status: 0, times: 2 } } },
  { kind: 'hostile', hostile: { end: 'netback', act: { kind: 'read' } } },
  { kind: 'hostile', hostile: { end: 'netfront', act: { kind: 'change', offset: 4000, size: 4096 } } },
];

interface Route {
  destinationMac: Uint8Array;
  source: number;
  destination: number;
}

function packetOn(route: Route): fc.Arbitrary<Packet> {
  return fc.oneof(
    fc.tuple(port, port, payload, sum).map(
      ([sourcePort, destinationPort, data, summed]): Packet => ({
        kind: 'udp',
        ...route,
        sum: summed,
        sourcePort,
        destinationPort,
        payload: data,
      }),
    ),
    fc.tuple(port, port, fc.nat(0xffff_ffff), payload, sum).map(
      ([sourcePort, destinationPort, sequence, data, summed]): Packet => ({
        kind: 'tcp',
        ...route,
        sum: summed,
        sourcePort,
        destinationPort,
        sequence,
        acknowledgement: sequence ^ 0x5555,
        flags: 0x10,
        window: 1000,
        options: [{ kind: 'mss', value: 1460 }],
        payload: data,
      }),
    ),
    fc.tuple(fc.boolean(), port, port, payload).map(
      ([request, identifier, sequence, data]): Packet => ({
        kind: 'icmp-echo',
        ...route,
        request,
        identifier,
        sequence,
        payload: data,
      }),
    ),
  );
}

/**
 * A frame that a writer of somebody's own leaves holes in: an IPv4 packet of UDP, TCP or ICMP whose headers can be read, with fields
 * that are sometimes left out, and more payload announced than written.
 */
function holedFrame({ destinationMac, source, destination }: Route, mac: Uint8Array): fc.Arbitrary<RawFrame> {
  return fc
    .record({
      protocol: fc.constantFrom(17, 6, 1),
      options: fc.constantFrom(0, 0, 4),
      length: fc.nat(400),
      written: fc.nat(100),
      leavesOut: fc.subarray(['tos', 'id', 'ttl', 'source port', 'sequence', 'checksum', 'options']),
      ports: fc.tuple(port, port),
      extra: fc.constantFrom(0, 0, 20),
    })
    .map(({ protocol, options, length, written, leavesOut, ports: [sourcePort, destinationPort], extra }) => {
      const transport = protocol === 6 ? 20 : 8;
      const header = 20 + options;
      const total = header + transport + length;
      const frame = new Uint8Array(14 + total + extra);
      const view = new DataView(frame.buffer);
      frame.set(destinationMac, 0);
      frame.set(mac, 6);
      view.setUint16(12, 0x0800);
      frame[14] = 0x40 | (header / 4);
      view.setUint16(16, total);
      view.setUint16(18, 0x1234);
      view.setUint16(20, 0x4000);
      frame[22] = 64;
      frame[23] = protocol;
      view.setUint32(26, source);
      view.setUint32(30, destination);
      const t = 14 + header;
      if (options > 0) frame.fill(1, 34, t);
      if (protocol === 1) {
        frame[t] = 8;
        view.setUint16(t + 4, sourcePort);
        view.setUint16(t + 6, destinationPort);
      } else {
        view.setUint16(t, sourcePort);
        view.setUint16(t + 2, destinationPort);
      }
      if (protocol === 17) view.setUint16(t + 4, 8 + length);
      if (protocol === 6) {
        view.setUint32(t + 4, 0x0102_0304);
        frame[t + 12] = 0x50;
        frame[t + 13] = 0x10;
        view.setUint16(t + 14, 0x2000);
      }
      const holes: [string, number, number][] = [
        ['tos', 15, 16],
        ['id', 18, 20],
        ['ttl', 22, 23],
        ['checksum', 24, 26],
        ['options', 34, t],
        ['source port', protocol === 1 ? t + 4 : t, protocol === 1 ? t + 6 : t + 2],
        ...(protocol === 6 ? [['sequence', t + 4, t + 8] as [string, number, number]] : []),
        ['', Math.min(t + transport + written, frame.length), frame.length],
      ];
      const isHole = (at: number): boolean =>
        holes.some(
          ([name, from, to]) => at >= from && at < to && (name === '' || leavesOut.includes(name as 'tos')),
        );
      const writes: { at: number; data: ReturnType<typeof wholeOf> }[] = [];
      for (let at = 0; at < frame.length; at++) {
        if (isHole(at)) continue;
        let end = at;
        while (end < frame.length && !isHole(end)) end++;
        writes.push({ at, data: wholeOf(frame.slice(at, end)) });
        at = end;
      }
      return { kind: 'raw', size: frame.length, returns: frame.length, writes };
    });
}

/** What guests, the firewall itself and the hosts outside send, and polls now and then. */
export function networkSteps(guests: readonly GuestOptions[], maxLength: number): fc.Arbitrary<Step[]> {
  const site = { index: 0, label: '', line: 0 };
  const from = fc.constantFrom(...guests);
  const to = fc.constantFrom(...guests.map(({ ip }) => ip), ...OUTSIDE, FIREWALL_IP);
  const ofGuest = fc.tuple(from, to).chain(([guest, destination]) => {
    const route = { destinationMac: FIREWALL_MAC, source: guest.ip, destination };
    const asks: Packet = {
      kind: 'arp',
      operation: 'request',
      destinationMac: Uint8Array.of(255, 255, 255, 255, 255, 255),
      senderMac: guest.mac,
      senderIp: guest.ip,
      targetMac: new Uint8Array(6),
      targetIp: destination,
    };
    const packet: fc.Arbitrary<Packet> = fc.oneof(
      { weight: 3, arbitrary: packetOn(route) },
      { weight: 5, arbitrary: holedFrame(route, guest.mac) },
      { weight: 1, arbitrary: fc.constant(asks) },
    );
    return packet.map((sent): Step => ({ kind: 'send', site, guest: guest.name, packet: sent }));
  });
  const outside = fc.constantFrom(...OUTSIDE);
  const hostMac = Uint8Array.of(2, 0, 0, 0, 0, 99);
  const ofFirewall = outside.chain((destination) => {
    const route = { destinationMac: hostMac, source: FIREWALL_IP, destination };
    const packet: fc.Arbitrary<Packet> = fc.oneof(packetOn(route), holedFrame(route, FIREWALL_MAC));
    return packet.map((sent): Step => ({ kind: 'send', site, packet: sent }));
  });
  const ofHost = outside.chain((source) =>
    packetOn({ destinationMac: FIREWALL_MAC, source, destination: FIREWALL_IP }).map(
      (sent): Step => ({ kind: 'receive', site, packet: sent, sender: hostMac }),
    ),
  );
  const ofNobody = fc.tuple(fc.option(from, { nil: undefined }), fc.constantFrom(...troubles)).map(
    ([guest, trouble]): Step => ({
      ...trouble,
      site,
      ...(guest === undefined ? {} : { guest: guest.name }),
    }),
  );
  const step = fc.oneof(
    { weight: 8, arbitrary: ofGuest },
    { weight: 1, arbitrary: ofNobody },
    { weight: 2, arbitrary: ofFirewall },
    { weight: 2, arbitrary: ofHost },
    { weight: 1, arbitrary: fc.constant<Step>({ kind: 'poll', site }) },
  );
  return fc
    .array(step, { minLength: 1, maxLength, size: 'max' })
    .map((steps) => steps.map((each, index): Step => ({ ...each, site: { ...site, index } })));
}
