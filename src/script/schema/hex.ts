/** @returns the bytes that pairs of hexadecimal digits stand for, between which white space may be */
export function hexToBytes(value: string): Uint8Array | undefined {
  const bytes = new Uint8Array(value.length >>> 1);
  let length = 0;
  let high = -1;
  for (let i = 0; i < value.length; i++) {
    const code = value.charCodeAt(i);
    const digit = digitOf(code);
    if (digit >= 0 && high < 0) {
      high = digit;
    } else if (digit >= 0) {
      bytes[length++] = high * 16 + digit;
      high = -1;
    } else if (high >= 0 || !(code === 32 || (code >= 9 && code <= 13))) {
      return undefined;
    }
  }
  return high < 0 ? bytes.subarray(0, length) : undefined;
}

function digitOf(code: number): number {
  if (code >= 0x30 && code <= 0x39) return code - 0x30;
  const letter = code | 0x20;
  return letter >= 0x61 && letter <= 0x66 ? letter - 0x61 + 10 : -1;
}
