/** @returns the bytes from `start` up to, not including, `end` in hexadecimal */
export function hex(bytes: Uint8Array, start = 0, end = bytes.length): string {
  return Buffer.from(bytes.subarray(start, end)).toString('hex');
}

/** @returns the bytes that `text` tells in hexadecimal; blanks are skipped */
export function unhex(text: string): Uint8Array {
  return Uint8Array.from(Buffer.from(text.replaceAll(' ', ''), 'hex'));
}
