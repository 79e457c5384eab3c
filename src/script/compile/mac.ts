/** MAC addresses that follow from IP addresses, and the other way round. */

export const BROADCAST_MAC: Uint8Array = Uint8Array.of(0xff, 0xff, 0xff, 0xff, 0xff, 0xff);

/** @returns a locally administered address that ends in the 32 bits of `word` */
export function derivedMac(word: number): Uint8Array {
  return Uint8Array.of(0x02, 0x00, word >>> 24, word >>> 16, word >>> 8, word);
}

/** @returns where IPv6 multicast goes (RFC 2464, 7), or undefined for an address of one host */
export function multicastMac6(ip6: Uint8Array): Uint8Array | undefined {
  return ip6[0] === 0xff ? Uint8Array.of(0x33, 0x33, ...ip6.subarray(12)) : undefined;
}

/** @returns the solicited-node multicast address of `ip6` (RFC 4291, 2.7.1) */
export function solicitedNode(ip6: Uint8Array): Uint8Array {
  return Uint8Array.of(0xff, 0x02, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x01, 0xff, ...ip6.subarray(13));
}

/** @returns the link-local address with the modified EUI-64 of `mac` (RFC 4291, 2.5.6 and appendix A) */
export function linkLocal(mac: Uint8Array): Uint8Array {
  const [first = 0, ...rest] = mac;
  const [high, low] = [rest.slice(0, 2), rest.slice(2)];
  return Uint8Array.of(0xfe, 0x80, 0, 0, 0, 0, 0, 0, first ^ 0x02, ...high, 0xff, 0xfe, ...low);
}
