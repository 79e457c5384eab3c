import fc from 'fast-check';
import type { HostAddresses } from '../../src/audit/hosts.ts';
import { GUEST_MAC } from './random-packets.ts';

/**
 * The brute-force judge of whom a frame is for: the bytes of its destination, from where RFC 791, 826 and 8200 have
 * them, or the name of the one host that has them. It shares no code with the program.
 */
export function naiveRecipient(frame: Uint8Array, hosts: readonly HostAddresses[]): string {
  const address = [...destinationOf(frame)];
  const isBroadcast = address.length > 0 && address.every((byte) => byte === 255);
  const having = hosts.flatMap(({ name, ip, ip6, mac, derived = [] }) => {
    const all: [bytes: number[], isDerived: boolean][] = [
      [[24, 16, 8, 0].map((shift) => (ip >>> shift) & 255), false],
      [[...ip6], derived.includes('ip6')],
      [[...mac], derived.includes('mac')],
    ];
    const own = all.find(([bytes]) => bytes.join() === address.join());
    return own === undefined ? [] : [{ name, isDerived: own[1] }];
  });
  const declaring = having.filter(({ isDerived }) => !isDerived);
  const [owner, ...others] = declaring.length > 0 ? declaring : having;
  return owner === undefined || others.length > 0 || isBroadcast ? address.join() : owner.name;
}

/** Of a frame in which no header is cut, or of one that is cut before the end of its first address. */
function destinationOf(frame: Uint8Array): Uint8Array {
  if (frame.length < 6) return new Uint8Array(0);
  const type = ((frame[12] ?? 0) << 8) | (frame[13] ?? 0);
  if (type === 0x0800) return frame.subarray(30, 34);
  if (type === 0x0806) return frame.subarray(38, 42);
  if (type === 0x86dd) return frame.subarray(38, 54);
  return frame.subarray(0, 6);
}

/** The guest, and some of the hosts of random packets, by all or some of what is theirs; others share a MAC address. */
export const declaredHosts: fc.Arbitrary<HostAddresses[]> = fc
  .tuple(
    fc.subarray([2, 3, 4, 5, 6]),
    fc.array(fc.tuple(fc.nat(3), fc.boolean(), fc.boolean()), { minLength: 5, maxLength: 5 }),
    fc.boolean(),
  )
  .map(([numbers, ways, hasGuest]) => {
    const others = numbers.map((n, i): HostAddresses => {
      const [way, hasNoMac, hasNoIp6] = ways[i] ?? [0, false, false];
      return {
        name: `host${n}`,
        ip: 0x0a00_0000 + n,
        // One in four has the MAC address of the first: behind a gateway.
        mac: Uint8Array.of(0, 0x16, 0x3e, 0, 0, way === 0 ? 2 : n),
        ip6: Uint8Array.of(0xfe, 0x80, 0, 0, 0, 0, 0, 0, 2, 0x16, 0x3e, 0xff, 0xfe, 0, 0, way === 1 ? 2 : n),
        derived: [...(hasNoMac ? ['mac' as const] : []), ...(hasNoIp6 ? ['ip6' as const] : [])],
      };
    });
    const ip6 = Uint8Array.of(0xfe, 0x80, 0, 0, 0, 0, 0, 0, 2, 0x16, 0x3e, 0xff, 0xfe, 0, 0, 1);
    return hasGuest ? [{ name: 'unikernel', ip: 0x0a00_0001, mac: GUEST_MAC, ip6 }, ...others] : others;
  });
