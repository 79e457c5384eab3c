import { type BuiltPacket, pcap } from '../capture-reader/capture-builder.ts';
import * as build from '../wire/frame-builder.ts';

const HEADER = 14;
const ARP = 0x0806;
/** By EtherType. */
const versionOf: ReadonlyMap<number, number> = new Map([
  [0x0800, 4],
  [0x86dd, 6],
]);

/** A link whose packets have no Ethernet header. */
export interface OtherLink {
  name: string;
  linkType: number;
  /** What stands in front of the packet instead: of a frame, its MAC addresses and type. */
  header(frame: readonly number[]): number[];
  /** Whether it has IP packets only. */
  isIpOnly: boolean;
}

const typeOf = (frame: readonly number[]): number => ((frame[12] ?? 0) << 8) | (frame[13] ?? 0);
const sourceOf = (frame: readonly number[]): readonly number[] => frame.slice(6, 12);

/** What Linux says of whom a packet is for: 1 for all, 2 for a group, 4 for one that we send it. */
function packetType(frame: readonly number[]): number {
  if (frame.slice(0, 6).every((byte) => byte === 0xff)) return 1;
  return ((frame[0] ?? 0) & 1) === 1 ? 2 : 4;
}

/** As `tcpdump -i any` writes them. */
export const COOKED: OtherLink = {
  name: 'Linux cooked',
  linkType: 113,
  header: (frame) => [
    ...build.word(packetType(frame)),
    ...build.word(1),
    ...build.word(6),
    ...sourceOf(frame),
    0,
    0,
    ...frame.slice(12, HEADER),
  ],
  isIpOnly: false,
};

export const COOKED_2: OtherLink = {
  name: 'Linux cooked, version 2',
  linkType: 276,
  header: (frame) => [
    ...frame.slice(12, HEADER),
    0,
    0,
    ...[0, 0, 0, 3],
    ...build.word(1),
    packetType(frame),
    6,
    ...sourceOf(frame),
    0,
    0,
  ],
  isIpOnly: false,
};

const family = (frame: readonly number[]): number => (typeOf(frame) === 0x0800 ? 2 : 30);

export const OTHER_LINKS: readonly OtherLink[] = [
  COOKED,
  COOKED_2,
  { name: 'raw IP', linkType: 101, header: () => [], isIpOnly: true },
  { name: 'raw IP of OpenBSD', linkType: 14, header: () => [], isIpOnly: true },
  { name: 'BSD loopback', linkType: 0, header: (frame) => [family(frame), 0, 0, 0], isIpOnly: true },
  {
    name: 'BSD loopback of a big-endian machine',
    linkType: 0,
    header: (frame) => [0, 0, 0, family(frame)],
    isIpOnly: true,
  },
  { name: 'OpenBSD loopback', linkType: 108, header: (frame) => [0, 0, 0, family(frame)], isIpOnly: true },
];

/** @returns those of the frames that the link can carry */
export function carried(link: OtherLink, frames: readonly (readonly number[])[]): (readonly number[])[] {
  const whole = frames.filter((frame) => frame.length > HEADER && typeOf(frame) > 1500);
  if (!link.isIpOnly) return whole;
  // What says that it is IP and is none is no packet of such a link.
  return whole.filter((frame) => versionOf.get(typeOf(frame)) === (frame[HEADER] ?? 0) >>> 4);
}

/** @returns the frame as a packet of the link */
export function onLink(link: OtherLink, frame: readonly number[]): number[] {
  return [...link.header(frame), ...frame.slice(HEADER)];
}

/** How far a byte of a frame is behind its place in the packet. */
export function shiftOf(link: OtherLink): number {
  return link.header([...new Array(HEADER).fill(0)]).length - HEADER;
}

/** @returns a capture of such packets, all of which the link can carry */
export function captureOn(link: OtherLink, frames: readonly (readonly number[])[]): Buffer {
  const packets = frames.map((frame): BuiltPacket => ({ bytes: Uint8Array.from(onLink(link, frame)) }));
  return pcap(packets, { linkType: link.linkType });
}

/**
 * @returns the frames as far as the link tells what they are: of a link with IP packets only, with MAC addresses that are made of
 * the IP addresses; of a cooked one, without whom one is for that is neither for an IP address, nor for all or a group
 */
export function asFarAsTold(link: OtherLink, frames: readonly (readonly number[])[]): number[][] {
  return frames.map((frame) => {
    if (link.isIpOnly) return [...madeOfIp(frame), ...frame.slice(12)];
    return isRecipientTold(frame) ? [...frame] : [2, 0, 0, 0, 0, 0, ...frame.slice(6)];
  });
}

/**
 * Whether a frame that a cooked link does not tell the recipient of is an IPv4 packet as a whole but for its type. With the
 * recipient it is seen whether that is damaged, or all of it is what was left of a packet for somebody else; without, nobody can say.
 */
export function isMaybeDamaged(link: OtherLink, frame: readonly number[]): boolean {
  if (link.isIpOnly || isRecipientTold(frame)) return false;
  const total = ((frame[HEADER + 2] ?? 0) << 8) | (frame[HEADER + 3] ?? 0);
  return (frame[HEADER] ?? 0) >>> 4 === 4 && HEADER + total === frame.length;
}

function isRecipientTold(frame: readonly number[]): boolean {
  const type = typeOf(frame);
  return versionOf.has(type) || type === ARP || ((frame[0] ?? 0) & 1) === 1;
}

/** @returns the MAC addresses of recipient and sender, of the ends of their IP addresses; those of a group are as they are; of no header that is whole none */
function madeOfIp(frame: readonly number[]): number[] {
  const isIpv4 = typeOf(frame) === 0x0800;
  if (frame.length < HEADER + (isIpv4 ? 20 : 40)) return [2, 0, 0, 0, 0, 0, 2, 0, 0, 0, 0, 0];
  const [source, destination] = isIpv4 ? [HEADER + 12, HEADER + 16] : [HEADER + 20, HEADER + 36];
  const made = (at: number): number[] => [2, 0, ...frame.slice(at, at + 4)];
  const isGroup = ((frame[0] ?? 0) & 1) === 1;
  return [...(isGroup ? frame.slice(0, 6) : made(destination)), ...made(source)];
}
