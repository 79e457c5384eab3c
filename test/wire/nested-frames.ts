import * as build from './frame-builder.ts';
import type { Random } from './random.ts';

/** What a layer holds: the bytes, and what an EtherType says of them. */
interface Layer {
  type: number;
  bytes: number[];
}

const ETHERNET = 0x6558;
const IPV4 = 0x0800;
const IPV6 = 0x86dd;
const TEXT = [...new TextEncoder().encode('what is in all of this')];

/** Frames with packets in packets, some of them with wrong checksums at any depth. */
export function nestedFrames(random: Random, count: number): Uint8Array[] {
  return Array.from({ length: count }, () => {
    let layer = network(random);
    for (let i = random.below(5); i > 0; i--) layer = random.pick([linked, linked, tunnelled])(layer, random);
    if (layer.type === ETHERNET) return Uint8Array.from(layer.bytes);
    return Uint8Array.from(build.ethernet(layer.type, layer.bytes));
  });
}

/** An IP packet of what ends up innermost. */
function network(random: Random): Layer {
  const kind = random.below(3);
  const isV4 = random.chance(50);
  const pair = isV4 ? build.IPV4_PAIR : build.IPV6_PAIR;
  const ports: [number, number] = [1234, 7];
  const [protocol, payload] =
    kind === 0
      ? [17, build.udp(pair, ports, TEXT)]
      : kind === 1
        ? [6, build.tcp(pair, ports, [], TEXT)]
        : isV4
          ? [1, build.icmp(8, 0, [0, 1, 0, 2], TEXT)]
          : [58, build.icmpv6(128, 0, [0, 1, 0, 2, ...TEXT])];
  if (random.chance(40)) payload[payload.length - 1] = 0x21;
  return packet(protocol as number, payload as number[], isV4, random);
}

/** An IP packet whose header checksum may be wrong. */
function packet(protocol: number, payload: readonly number[], isV4: boolean, random: Random): Layer {
  if (!isV4) return { type: IPV6, bytes: build.ipv6({ protocol, payload }).slice(14) };
  const bytes = build.ipv4({ protocol, payload }).slice(14);
  if (random.chance(15)) bytes[1] = 0x10;
  return { type: IPV4, bytes };
}

function isIp({ type }: Layer): boolean {
  return type === IPV4 || type === IPV6;
}

/** The layer in something of the link layer. */
function linked(layer: Layer, random: Random): Layer {
  const { type, bytes } = layer;
  if (type === ETHERNET) {
    // A pseudowire with a control word.
    return { type: 0x8847, bytes: [0, 1, 0x01, 64, 0, 0, 0, 0, ...bytes] };
  }
  switch (random.below(isIp(layer) ? 6 : 3)) {
    case 0:
      return { type: random.pick([0x8100, 0x88a8]), bytes: [0, 5, ...build.word(type), ...bytes] };
    case 1:
      return { type: ETHERNET, bytes: build.ethernet(type, bytes) };
    case 2: {
      const llc = [0xaa, 0xaa, 3, 0, 0, 0, ...build.word(type), ...bytes];
      // With padding, or whatever, behind it.
      return { type: ETHERNET, bytes: [...build.ethernet(llc.length, llc), ...zeros(random.below(5))] };
    }
    case 3: {
      const ppp = [0, type === IPV4 ? 0x21 : 0x57, ...bytes];
      return { type: 0x8864, bytes: [0x11, 0, 0, 9, ...build.word(ppp.length), ...ppp] };
    }
    case 4:
      return { type: 0x8847, bytes: [0, 1, 0x10, 64, 0, 2, 0x31, 64, ...bytes] };
    default:
      if (type === IPV6) return { type: 0x8847, bytes: [0, 1, 0x11, 64, ...bytes] };
      return { type: ETHERNET, bytes: build.ethernet(bytes.length + 3, [6, 6, 3, ...bytes]) };
  }
}

/** The layer in an IP packet. */
function tunnelled(layer: Layer, random: Random): Layer {
  const isV4 = random.chance(60);
  const { type, bytes } = layer;
  if (isIp(layer) && random.chance(35)) return packet(type === IPV4 ? 4 : 41, bytes, isV4, random);
  const frame = type === ETHERNET ? bytes : build.ethernet(type, bytes);
  switch (random.below(9)) {
    case 0:
    case 1: {
      const isKnown = isIp(layer) || type === ETHERNET || type === 0x8847;
      return packet(47, isKnown ? gre(type, bytes, random) : gre(ETHERNET, frame, random), isV4, random);
    }
    case 2:
      return packet(47, [0x10, 0, 0x88, 0xbe, 0, 0, 0, 1, 0x10, 5, 0, 1, 0, 0, 0, 0, ...frame], isV4, random);
    case 3: {
      const last = random.pick([0, 1]);
      const header = [0x20, 5, 0, 1, 0, 0, 0, 9, 0, 0, 0, last, ...zeros(8 * last)];
      return packet(47, [0x10, 0, 0x22, 0xeb, 0, 0, 0, 1, ...header, ...frame], isV4, random);
    }
    case 4:
      return packet(97, [0x30, 0, ...frame], isV4, random);
    case 5:
      return datagram(4789, [8, 0, 0, 0, 0, 0, 7, 0, ...frame], isV4, random);
    case 6:
      return datagram(6081, [1, 0, ...build.word(ETHERNET), 0, 0, 7, 0, 1, 2, 3, 0, ...frame], isV4, random);
    case 7:
      if (!isIp(layer)) return packet(97, [0x30, 0, ...frame], isV4, random);
      return datagram(
        2152,
        [0x32, 0xff, ...build.word(bytes.length + 4), 0, 0, 0, 9, 0, 1, 0, 0, ...bytes],
        isV4,
        random,
      );
    default:
      if (!isIp(layer)) return datagram(4789, [8, 0, 0, 0, 0, 0, 7, 0, ...frame], isV4, random);
      return packet(137, [0, 1, 0x11, 64, ...bytes], isV4, random);
  }
}

/** Now and then without a checksum, which is only right over IPv4. */
function datagram(port: number, payload: readonly number[], isV4: boolean, random: Random): Layer {
  const bytes = build.udp(isV4 ? build.IPV4_PAIR : build.IPV6_PAIR, [50000, port], payload);
  if (isV4 && random.chance(30)) bytes.splice(6, 2, 0, 0);
  else if (random.chance(20)) bytes[7] = (bytes[7] ?? 0) ^ 0x10;
  return packet(17, bytes, isV4, random);
}

function gre(type: number, payload: readonly number[], random: Random): number[] {
  const hasChecksum = random.chance(50);
  const hasKey = random.chance(30);
  const header = [(hasChecksum ? 0x80 : 0) | (hasKey ? 0x20 : 0), 0, ...build.word(type)];
  if (hasChecksum) header.push(0, 0, 0, 0);
  if (hasKey) header.push(0, 0, 0, 1);
  const bytes = [...header, ...payload];
  if (!hasChecksum) return bytes;
  const isWrong = random.chance(20);
  bytes.splice(4, 2, ...build.word(build.naiveChecksum(bytes) ^ (isWrong ? 0x100 : 0)));
  return bytes;
}

function zeros(count: number): number[] {
  return new Array<number>(count).fill(0);
}
