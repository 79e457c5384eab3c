const SPACE = /[\t\n\v\f\r ]+/g;

/**
 * @returns the bytes that base64 stands for, between whose letters white space may be, or undefined if it is none
 * @source RFC 4648, 4; the padding may be absent, the bits that no byte needs must be zero
 */
export function base64ToBytes(text: string): Uint8Array | undefined {
  const letters = text.replace(SPACE, '');
  const digits = letters.replace(/={1,2}$/, '');
  const isPadded = digits.length < letters.length;
  if (!/^[A-Za-z0-9+/]*$/.test(digits) || digits.length % 4 === 1) return undefined;
  if (isPadded && letters.length % 4 !== 0) return undefined;
  const bytes = Buffer.from(digits, 'base64');
  return bytes.toString('base64').replace(/=+$/, '') === digits ? Uint8Array.from(bytes) : undefined;
}
