/** The protocol number of what comes behind an authentication header (RFC 4302, 2). */
export const AUTHENTICATION_NEXT_HEADER = 0;
/** Its length in units of 4 bytes, less two of them. */
export const AUTHENTICATION_LENGTH = 1;

/** @returns how many bytes an authentication header has by the byte at AUTHENTICATION_LENGTH: 8..1028 */
export function authenticationHeaderLength(units: number): number {
  return units * 4 + 8;
}
