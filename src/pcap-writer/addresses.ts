import { isIPv4, isIPv6 } from 'node:net';

export const IPV4_BITS = 32;
export const IPV6_BITS = 128;

/** @throws TypeError if it is not a string, RangeError if it is not an address such as '10.0.0.1' */
export function ipv4Bytes(action: string, text: unknown): Uint8Array {
  if (typeof text !== 'string' || !isIPv4(text)) throw objection(action, 'an IPv4 address', text);
  return Uint8Array.from(text.split('.'), Number);
}

/** @throws TypeError if it is not a string, RangeError if it is not an address such as 'fe80::1' */
export function ipv6Bytes(action: string, text: unknown): Uint8Array {
  // A zone ("%eth0") is known on one host only.
  if (typeof text !== 'string' || !isIPv6(text) || text.includes('%')) {
    throw objection(action, 'an IPv6 address', text);
  }
  const [head = '', tail = ''] = text.split('::');
  const first = ipv6Groups(head);
  const last = ipv6Groups(tail);
  const bytes = new Uint8Array(16);
  bytes.set(first);
  bytes.set(last, bytes.length - last.length);
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

function ipv6Groups(text: string): number[] {
  if (text === '') return [];
  return text.split(':').flatMap((group) => {
    if (group.includes('.')) return group.split('.').map(Number);
    const value = Number.parseInt(group, 16);
    return [value >> 8, value & 0xff];
  });
}

function objection(action: string, what: string, value: unknown): Error {
  if (typeof value !== 'string') {
    return new TypeError(`${action}: ${what} must be a string, got ${typeof value}`);
  }
  return new RangeError(`${action}: "${value}" is not ${what}`);
}
