const SPACE = /[\t\n\v\f\r ]+/g;

const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
const VALUES = new Uint8Array(128);
for (let value = 0; value < LETTERS.length; value++) VALUES[LETTERS.charCodeAt(value)] = value;

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
  const bytes = new Uint8Array(Math.floor((digits.length * 6) / 8));
  let held = 0;
  let bits = 0;
  let length = 0;
  for (let i = 0; i < digits.length; i++) {
    held = (held << 6) | (VALUES[digits.charCodeAt(i)] ?? 0);
    bits += 6;
    if (bits < 8) continue;
    bits -= 8;
    bytes[length++] = held >>> bits;
    held &= (1 << bits) - 1;
  }
  return held === 0 ? bytes : undefined;
}
