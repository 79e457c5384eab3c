import * as build from './frame-builder.ts';
import type { Random } from './random.ts';

const TRANSPORT = 34;

/** A right frame of any kind. */
function rightFrame(random: Random): number[] {
  const payload = random.bytes(random.pick([0, 1, 2, 7, 8, 18, 33, 64, 301]));
  const ports: [number, number] = [random.between(30000, 32000), random.between(30000, 32000)];
  const options = random.chance(25) ? ipOptions(random) : [];
  switch (random.below(18)) {
    case 0:
    case 1:
    case 2: {
      const datagram = build.udp(build.IPV4_PAIR, ports, payload);
      if (random.chance(15)) datagram.splice(6, 2, 0, 0);
      return build.ipv4({ protocol: 17, options, payload: datagram });
    }
    case 3:
    case 4:
    case 5: {
      const tcpOptions = random.chance(50) ? [2, 4, 5, 0xb4, 1, 3, 3, random.below(15)] : [];
      const segment = build.tcp(build.IPV4_PAIR, ports, tcpOptions, payload);
      return build.ipv4({ protocol: 6, options, payload: segment });
    }
    case 6:
    case 7:
      return build.ipv4({
        protocol: 1,
        options,
        payload: build.icmp(random.pick([0, 8, 13, 17]), 0, random.bytes(4), payload),
      });
    case 8: {
      const type = random.pick([3, 4, 5, 11, 12]);
      const rest = [0, random.pick([0, 0, 5, 7, 40]), 0, 0];
      const error = build.icmp(type, random.below(4), rest, quotedPacket(random, ports, payload));
      return build.ipv4({ protocol: 1, payload: error });
    }
    case 9: {
      const datagram = build.udp(
        build.IPV4_PAIR,
        [68, 67],
        build.dhcp(1, random.between(1, 8), random.bytes(4)),
      );
      return build.ipv4({ protocol: 17, payload: datagram });
    }
    case 10:
      return build.arp(random.between(1, 2));
    case 11:
      return build.ethernet(random.pick([0x88b5, 0x0900, 46, 1500, 1501, 0]), random.bytes(random.below(80)));
    case 12: {
      const protocol = random.pick([1, 6, 17]);
      const fragmentation = random.pick([0x2000, 0x2003, 0x0004, 0x1fff, 0x4000, 0x8000, 0x2001]);
      const datagram = protocol === 17 ? build.udp(build.IPV4_PAIR, ports, payload) : random.bytes(48);
      return build.ipv4({ protocol, options, payload: datagram, fragmentation });
    }
    case 13:
      return build.ipv6({ protocol: 58, payload: ndp(random) });
    case 14:
      return build.ipv6({ protocol: 58, payload: build.icmpv6(129, 0, [...random.bytes(4), ...payload]) });
    case 15: {
      const datagram = build.udp(build.IPV6_PAIR, ports, payload);
      if (random.chance(15)) datagram.splice(6, 2, 0, 0);
      return build.ipv6({ protocol: 17, payload: datagram });
    }
    case 16:
      return build.ipv6({ protocol: 6, payload: build.tcp(build.IPV6_PAIR, ports, [], payload) });
    default:
      return build.ipv6({ protocol: random.pick([0, 60, 44]), payload: extended(random, ports, payload) });
  }
}

/** IPv4 options, padded to whole words: source routes, a timestamp, nonsense. */
function ipOptions(random: Random): number[] {
  const route = random.pick([131, 137]);
  const options = random.pick([
    [1, 1, 1, 0],
    [148, 4, 0, 0],
    [route, 7, 4, 10, 0, 0, 9, 0],
    [1, route, 11, random.below(16), 10, 0, 0, 8, 10, 0, 0, 9],
    [route, 11, 12, 10, 0, 0, 8, 10, 0, 0, 9, 0],
    [route, random.below(16), random.below(12), ...random.bytes(5)],
    [68, 12, 5, 0, ...random.bytes(8)],
    random.bytes(4 * random.between(1, 10)),
  ]);
  return options;
}

/** What an ICMP error quotes: an IPv4 packet, whole or cut, right or not. */
function quotedPacket(random: Random, ports: [number, number], payload: readonly number[]): number[] {
  const protocol = random.pick([17, 17, 6, 1]);
  let transport = build.icmp(random.pick([8, 3]), 0, [0, 0, 0, 0], payload);
  if (protocol === 17) transport = build.udp(build.IPV4_PAIR, ports, payload);
  if (protocol === 6) transport = build.tcp(build.IPV4_PAIR, ports, [], payload);
  const options = random.chance(20) ? ipOptions(random) : [];
  const quoted = build.ipv4({ protocol, options, payload: transport }).slice(14);
  if (random.chance(50)) quoted[random.below(quoted.length)] = random.below(256);
  return random.chance(40) ? quoted.slice(0, random.pick([20, 28, 38, 40, 44])) : quoted;
}

/** Neighbour and router discovery messages. */
function ndp(random: Random): number[] {
  const option = random.chance(70) ? [1, 1, ...build.MAC_A] : [];
  const type = random.pick([133, 134, 135, 136]);
  if (type === 133) return build.icmpv6(type, 0, [0, 0, 0, 0, ...option]);
  if (type === 134) return build.icmpv6(type, 0, [64, 0, 7, 8, 0, 0, 0, 0, 0, 0, 0, 0, ...option]);
  return build.icmpv6(type, 0, [0, 0, 0, 0, ...build.IP6_A, ...option]);
}

/** A datagram behind one IPv6 extension header of 8 bytes. */
function extended(random: Random, ports: [number, number], payload: readonly number[]): number[] {
  const header = [
    17,
    0,
    ...random.pick([
      [1, 4, 0, 0, 0, 0],
      [0, 0, 0, 0, 0, 0],
    ]),
  ];
  return [...header, ...build.udp(build.IPV6_PAIR, ports, payload)];
}

/** Does one kind of harm to a frame. */
function harm(random: Random, frame: number[]): number[] {
  const is6 = frame[12] === 0x86;
  const transport = is6 ? 54 : 14 + ((frame[14] ?? 0) & 15) * 4;
  // Extension headers are left as they are: Wireshark judges the contents of some options.
  const isExtended = is6 && [0, 44, 60].includes(frame[20] ?? 0);
  const isKept = (at: number): boolean => at >= frame.length || (isExtended && at >= 53 && at < 62);
  const put16 = (at: number, value: number): void => {
    if (at + 1 < frame.length && !isKept(at)) frame.splice(at, 2, ...build.word(value));
  };
  const put = (at: number, value: number): void => {
    if (!isKept(at)) frame[at] = value & 255;
  };
  switch (random.below(16)) {
    case 0:
      put(random.below(frame.length), random.below(256));
      break;
    case 1:
      put(random.between(14, 60), random.below(256));
      break;
    case 2:
      return frame.slice(0, random.below(frame.length + 1));
    case 3:
      return frame.slice(0, random.between(0, 70));
    case 4:
      return [...frame, ...random.bytes(random.between(1, 20))];
    case 5:
      return [...frame, ...new Array<number>(random.between(1, 20)).fill(0)];
    case 6: {
      const right = frame.length - (is6 ? 54 : 14);
      const lengths = [0, 1, 19, 20, 21, 28, 40, right - 1, right - 4, right + 1, right + 9, 0xffff] as const;
      put16(is6 ? 18 : 16, random.pick(lengths));
      break;
    }
    case 7:
      put(14, (frame[14] ?? 0) & 0xf0 ? ((frame[14] ?? 0) & 0xf0) | random.below(16) : 0x45);
      break;
    case 8:
      put(14, random.pick([0x45, 0x60, 0x46, 0x4f, 0x00, 0x55, 0x44]));
      break;
    case 9:
      put(is6 ? 20 : 23, random.pick([1, 2, 6, 17, 58, 59, 253, 17, 6]));
      break;
    case 10:
      put16(20, random.pick([0x2000, 0x4000, 0x0001, 0x2001, 0x8000, 0xe000]));
      break;
    case 11: {
      const right = frame.length - transport;
      put16(transport + 4, random.pick([0, 1, 7, 8, 9, right - 1, right, right + 1, 0xffff]));
      break;
    }
    case 12:
      put(transport + 12, random.pick([0x00, 0x10, 0x40, 0x50, 0x60, 0xf0]));
      break;
    case 13:
      put16(transport + random.pick([2, 6, 16]), random.pick([0, 0xffff]));
      break;
    case 14:
      put16(24, random.pick([0, 0xffff]));
      break;
    default:
      if (frame.length > TRANSPORT && !is6) {
        // Cut within the packet, with a total length that agrees.
        const cut = frame.slice(0, random.between(TRANSPORT, Math.min(frame.length, TRANSPORT + 24)));
        cut.splice(16, 2, ...build.word(cut.length - 14));
        return cut;
      }
      break;
  }
  return frame;
}

/** Makes the IPv4 header checksum right again, so that what lies behind it is tested by itself. */
function repair(frame: number[]): void {
  const headerLength = ((frame[14] ?? 0) & 15) * 4;
  if (frame[12] !== 8 || frame[13] !== 0 || frame.length < 14 + headerLength || headerLength < 20) return;
  frame.splice(24, 2, 0, 0);
  frame.splice(24, 2, ...build.word(build.naiveChecksum(frame.slice(14, 14 + headerLength))));
}

/** Frames of every kind: one in five is right, the others are harmed once or several times. */
export function damagedFrames(random: Random, count: number): Uint8Array[] {
  const frames: Uint8Array[] = [];
  while (frames.length < count) {
    let frame = rightFrame(random);
    const harms = random.pick([0, 1, 1, 2, 3]);
    for (let i = 0; i < harms && frame.length > 0; i++) frame = harm(random, frame);
    if (random.chance(50)) repair(frame);
    frames.push(Uint8Array.from(frame));
  }
  return frames;
}
