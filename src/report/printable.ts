/** Also those among formatting characters that are not assigned yet. */
const CONTROL_CHARACTERS = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}\u2065\u{e0000}-\u{e007f}]/gu;

/**
 * Makes text from a script fit for a line on a terminal: a label must not be able to move the cursor, to
 * recolour the report or to hide what follows.
 *
 * @returns `text` with control and formatting characters shown as `\u{1b}`
 */
export function printable(text: string): string {
  return text.replace(CONTROL_CHARACTERS, (c) => `\\u{${(c.codePointAt(0) ?? 0).toString(16)}}`);
}

/** @returns the character that a hex dump shows for a byte */
export function printableByte(byte: number): string {
  return byte >= 0x20 && byte <= 0x7e ? String.fromCharCode(byte) : '.';
}
