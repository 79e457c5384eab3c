import { formatIpv4, formatIpv6, formatMac, parseIpv4, parseIpv6, parseMac } from '../../wire/address.ts';

/**
 * Somebody who may be sent a secret.
 *
 * @param text - an IPv4, IPv6 or MAC address
 * @returns the address as reports write it; undefined if it is none
 */
export function allowedAddress(text: string): string | undefined {
  const ipv4 = parseIpv4(text);
  if (ipv4 !== undefined) return formatIpv4(ipv4);
  const mac = parseMac(text);
  if (mac !== undefined) return formatMac(mac);
  const ipv6 = parseIpv6(text);
  return ipv6 === undefined ? undefined : formatIpv6(ipv6);
}
