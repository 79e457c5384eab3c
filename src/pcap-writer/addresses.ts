export const IPV4_BITS = 32;
export const IPV6_BITS = 128;

const OCTET = '(?:0|[1-9][0-9]?|1[0-9]{2}|2[0-4][0-9]|25[0-5])';
const IPV4 = new RegExp(`^${OCTET}(?:\\.${OCTET}){3}$`);

/** @throws TypeError if it is not a string, RangeError if it is not an address such as '10.0.0.1' */
export function ipv4Bytes(action: string, text: unknown): Uint8Array {
  if (typeof text !== 'string' || !IPV4.test(text)) throw objection(action, 'an IPv4 address', text);
  return Uint8Array.from(text.split('.'), Number);
}

/** @throws TypeError if it is not a string, RangeError if it is not an address such as 'fe80::1' */
export function ipv6Bytes(action: string, text: unknown): Uint8Array {
  const bytes = typeof text === 'string' ? parseIpv6(text) : undefined;
  if (bytes === undefined) throw objection(action, 'an IPv6 address', text);
  return bytes;
}

/** @throws TypeError if it is not a string, RangeError if it is not an address such as '00:16:3e:00:00:01' */
export function macBytes(action: string, text: unknown): Uint8Array {
  if (typeof text !== 'string' || !/^[0-9a-f]{2}(:[0-9a-f]{2}){5}$/i.test(text)) {
    throw objection(action, 'a MAC address', text);
  }
  return Uint8Array.from(text.split(':'), (octet) => Number.parseInt(octet, 16));
}

/**
 * Splits '10.0.0.1/24' in two.
 *
 * @returns the address, and the length of the prefix: `bits` if there is none
 * @throws RangeError if it is not a number up to `bits`
 */
export function splitPrefix(
  action: string,
  text: unknown,
  bits: number,
): { address: unknown; prefix: number } {
  if (typeof text !== 'string') return { address: text, prefix: bits };
  const [, address = text, digits] = /^([^/]*)\/(.*)$/.exec(text) ?? [];
  if (digits === undefined) return { address, prefix: bits };
  if (!/^\d{1,3}$/.test(digits) || Number(digits) > bits) {
    throw new RangeError(`${action}: the prefix length of "${text}" must be from 0 to ${bits}`);
  }
  return { address, prefix: Number(digits) };
}

/** @returns undefined if it is none (RFC 4291, 2.2); a zone ("%eth0") is known on one host only */
function parseIpv6(text: string): Uint8Array | undefined {
  const halves = text.split('::');
  if (halves.length > 2) return undefined;
  const [head = '', tail] = halves;
  const first = ipv6Groups(head, tail === undefined);
  const last = ipv6Groups(tail ?? '', true);
  if (first === undefined || last === undefined) return undefined;
  const bytes = new Uint8Array(16);
  const missing = bytes.length - first.length - last.length;
  // "::" stands for one group at least.
  if (tail === undefined ? missing !== 0 : missing < 2) return undefined;
  bytes.set(first);
  bytes.set(last, bytes.length - last.length);
  return bytes;
}

/** @param isEnd - of the address: an IPv4 address may be the last group */
function ipv6Groups(text: string, isEnd: boolean): number[] | undefined {
  if (text === '') return [];
  const bytes: number[] = [];
  const groups = text.split(':');
  for (const [i, group] of groups.entries()) {
    if (isEnd && i === groups.length - 1 && IPV4.test(group)) {
      bytes.push(...group.split('.').map(Number));
      continue;
    }
    if (!/^[0-9a-f]{1,4}$/i.test(group)) return undefined;
    const value = Number.parseInt(group, 16);
    bytes.push(value >> 8, value & 0xff);
  }
  return bytes;
}

function objection(action: string, what: string, value: unknown): Error {
  if (typeof value !== 'string') {
    return new TypeError(`${action}: ${what} must be a string, got ${typeof value}`);
  }
  return new RangeError(`${action}: "${value}" is not ${what}`);
}
