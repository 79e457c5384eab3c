import { describe, expect, test } from 'vitest';
import { dhcpDiscover } from '../../../src/guest/dhcp-client.ts';
import { runSteps } from '../../support/run-steps.ts';
import * as build from '../../wire/frame-builder.ts';
import { ALICE, type InShort, icmp, inShort, lookAt, noise, raw, SENDER, udp } from './frames.ts';

const QUOTED = [0x45, 0, 0, 28, 0, 0, 0, 0, 1, 17, 0, 0, 10, 0, 0, 1, 10, 0, 0, 2, 0, 1, 0, 2, 0, 8, 0, 0];

function dhcp(): number[] {
  const message = dhcpDiscover({ mac: Uint8Array.from(SENDER), transactionId: 7 });
  const site = { index: 0, label: '', line: 0 };
  const { frames } = runSteps([{ kind: 'send', site, packet: { kind: 'dhcp', message } }], '1.10.1');
  return [...(frames[0]?.bytes ?? [])];
}

/** With so many bytes of a frame changed, what is found. */
function changed(frame: readonly number[], at: number, ...bytes: number[]): InShort[] {
  const copy = [...frame];
  copy.splice(at, bytes.length, ...bytes);
  return inShort(lookAt([copy]));
}

test('unused bytes of ICMP', () => {
  const kinds: [type: number, rest: number[], found: number[][]][] = [
    [3, [0, 0, 0, 0], []],
    [3, [1, 0, 0, 0], [[38, 39]]],
    [3, [0, 5, 0, 0], []],
    [11, [0, 0, 0, 9], [[40, 42]]],
    [12, [7, 0, 0, 0], []],
    [12, [7, 0, 1, 0], [[40, 42]]],
    [8, [1, 2, 3, 4], []],
  ];
  for (const [type, rest, spans] of kinds) {
    expect([type, inShort(lookAt([icmp(11, type, rest, QUOTED)]))]).toEqual([
      type,
      spans.map(([start, end]) => [1, 'not-zero', 'reserved', start, end]),
    ]);
  }
});

test('names, hardware address and rest of DHCP', () => {
  const frame = dhcp();
  expect(inShort(lookAt([frame]))).toEqual([]);
  expect(changed(frame, 42 + 28 + 6, 1)).toEqual([[1, 'not-zero', 'reserved', 76, 86]]);
  expect(changed(frame, 42 + 44 + 3, 1)).toEqual([[1, 'not-zero', 'reserved', 86, 150]]);
  expect(changed(frame, 42 + 44, 0x61, 0x62, 0x63)).toEqual([]);
  expect(changed(frame, 42 + 108 + 100, 1)).toEqual([[1, 'not-zero', 'reserved', 150, 278]]);
  expect(changed(frame, frame.length - 1, 1)).toMatchObject([
    [1, 'not-zero', 'reserved', expect.any(Number), frame.length],
  ]);
});

test('bytes of an earlier frame in such a field are told to be from there', () => {
  const before = [...SENDER.slice(0, 5), 9, ...SENDER, 0x88, 0xb5, ...noise(300)];
  const frame = dhcp();
  frame.splice(200, 40, ...before.slice(200, 240));
  expect(inShort(lookAt([before, frame]))).toEqual([[2, 'same-offset', 'reserved', 200, 240, 1, 200, true]]);
});

test('a name that holds options is not looked at', () => {
  const frame = dhcp();
  // Behind the message type: option 52, overload of both names.
  frame.splice(42 + 243, 3, 52, 1, 3);
  frame.splice(42 + 108 + 10, 3, 1, 2, 3);
  frame.splice(42 + 44 + 10, 3, 1, 2, 3);
  const inNames = inShort(lookAt([frame])).filter(([, , , start]) => start < 278);
  expect(inNames).toEqual([]);
});

describe('headers', () => {
  const segment = (options: number[], changes: Record<number, number> = {}): number[] => {
    const tcp = [
      0,
      1,
      0,
      2,
      0,
      0,
      0,
      1,
      0,
      0,
      0,
      2,
      (5 + options.length / 4) << 4,
      0x10,
      0,
      9,
      0,
      0,
      0,
      0,
      ...options,
    ];
    for (const [at, value] of Object.entries(changes)) tcp[Number(at)] = value;
    return build.ipv4({ protocol: 6, payload: tcp });
  };
  const found = (frame: number[]): number[][] =>
    lookAt([frame]).oldMemory.map(({ start, end }) => [start, end]);

  test('the reserved bits of IPv4 and TCP', () => {
    expect(found(segment([]))).toEqual([]);
    const evil = segment([]);
    evil[20] = 0x80;
    expect(found(evil)).toEqual([[20, 21]]);
    const unused = icmp(11, 3, [1, 0, 0, 0], QUOTED);
    expect(lookAt([evil, unused]).oldMemory.map(({ frame, start }) => [frame.number, start])).toEqual([
      [1, 20],
      [2, 38],
    ]);
    // Congestion control has the lowest one.
    expect(found(segment([], { 12: 0x51 }))).toEqual([]);
    expect(found(segment([], { 12: 0x52 }))).toEqual([[46, 47]]);
  });

  test('an urgent pointer that points nowhere', () => {
    expect(found(segment([], { 19: 7 }))).toEqual([[52, 54]]);
    expect(found(segment([], { 19: 7, 13: 0x30 }))).toEqual([]);
  });

  test('what is behind the last option', () => {
    expect(found(segment([1, 1, 8, 10, 1, 2, 3, 4, 5, 6, 7, 8]))).toEqual([]);
    expect(found(segment([1, 0, 0, 0]))).toEqual([]);
    expect(found(segment([2, 4, 5, 180, 0, 0, 9, 0]))).toEqual([[59, 62]]);
    // A list that nobody can read says nothing.
    expect(found(segment([2, 0, 0, 9]))).toEqual([]);
  });
});

describe('the type of service', () => {
  const ARP = [...ALICE, ...SENDER, 8, 6, 0, 1, 8, 0, 6, 4, 0, 1, ...noise(20)];
  const served = (frame: number[], service: number): number[] => {
    const copy = [...frame];
    copy[15] = service;
    copy.splice(24, 2, 0, 0);
    copy.splice(24, 2, ...build.word(build.naiveChecksum(copy.slice(14, 34))));
    return copy;
  };
  const services = (...frames: number[][]): [number, string | null][] =>
    lookAt(frames).oldMemory.map(({ frame, what }) => [frame.number, what]);
  const DATAGRAM = udp(ALICE, 10, [1, 2, 3]);
  const WHAT = 'not set by this sender: frame 2 had this byte in its place';

  test('of a stack that does not set it is what another protocol left there', () => {
    expect(services(DATAGRAM, ARP, served(DATAGRAM, 1), served(DATAGRAM, 1))).toEqual([
      [3, WHAT],
      [4, WHAT],
    ]);
    const v6 = raw(ALICE, [0x60, 0x0b, ...noise(50)]);
    v6.splice(12, 2, 0x86, 0xdd);
    expect(services(DATAGRAM, v6, served(DATAGRAM, 0x0b))).toContainEqual([3, WHAT]);
  });

  test('of a stack that sets it is not', () => {
    // Always the same; another value; no frame of another protocol in between; another conversation; of another sender.
    expect(services(served(DATAGRAM, 1), ARP, served(DATAGRAM, 1))).toEqual([]);
    expect(services(DATAGRAM, ARP, served(DATAGRAM, 0xb8))).toEqual([]);
    expect(services(ARP, DATAGRAM, served(DATAGRAM, 1))).toEqual([]);
    expect(services(DATAGRAM, ARP, served(udp(ALICE, 11, [1, 2, 3]), 1))).toEqual([]);
    const other = [...ARP];
    other[11] = 9;
    expect(services(DATAGRAM, other, served(DATAGRAM, 1))).toEqual([]);
  });

  test('of TCP may change from segment to segment, as the network is', () => {
    const segment = [...DATAGRAM];
    segment[23] = 6;
    segment.push(...new Array<number>(20).fill(0));
    segment[46] = 0x50;
    segment[17] = 51;
    expect(services(served(segment, 0), ARP, served(segment, 1))).toEqual([]);
  });
});
