/**
 * The Internet checksum as RFC 1071, 1 words it, without any of the shortcuts of the code under test: the
 * pieces follow each other without padding, and each carry goes around at once.
 */
export function naiveChecksum(...pieces: (Uint8Array | number[])[]): number {
  const bytes = pieces.flatMap((piece) => [...piece]);
  if (bytes.length % 2 === 1) bytes.push(0);
  let sum = 0;
  for (let i = 0; i < bytes.length; i += 2) {
    sum += (bytes[i] ?? 0) * 256 + (bytes[i + 1] ?? 0);
    if (sum > 0xffff) sum -= 0xffff;
  }
  return 0xffff - sum;
}

/** The pseudo header of UDP and TCP over IPv4 (RFC 768; RFC 9293, 3.1). */
export function pseudoHeader4(
  source: number,
  destination: number,
  protocol: number,
  length: number,
): Uint8Array {
  const bytes = new Uint8Array(12);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, source);
  view.setUint32(4, destination);
  view.setUint8(9, protocol);
  view.setUint16(10, length);
  return bytes;
}

/** The pseudo header of ICMPv6 (RFC 8200, 8.1), with the two addresses as they stand in the header. */
export function pseudoHeader6(addresses: Uint8Array, length: number): Uint8Array {
  const bytes = new Uint8Array(40);
  bytes.set(addresses);
  const view = new DataView(bytes.buffer);
  view.setUint32(32, length);
  view.setUint8(39, 58);
  return bytes;
}
