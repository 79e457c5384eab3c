/** The texts of a pcapng file: UTF-8, with a length of 16 bits and without NUL, which readers take for the end. */

/** Bytes that the length of an option can say. */
export const LONGEST_OPTION = 0xffff;

const LARGEST_UTF8_UNIT = 3;
const ELLIPSIS = '…';

/** Keeps no state between calls. */
export const UTF8 = new TextEncoder();

/**
 * @param action what cannot be done, such as 'Cannot add an interface'
 * @param name such as 'the description'
 * @throws TypeError if it is not a string, RangeError if it has a NUL
 */
export function checkText(action: string, name: string, text: unknown): void {
  if (typeof text !== 'string')
    throw new TypeError(`${action}: ${name} must be a string, got ${typeof text}`);
  const nul = text.indexOf('\0');
  if (nul >= 0) throw new RangeError(`${action}: ${name} must have no NUL character, got one at ${nul}`);
}

/**
 * @param longest in bytes of UTF-8
 * @throws TypeError if it is not a string, RangeError if it has a NUL or is too long
 */
export function encodeText(
  action: string,
  name: string,
  text: unknown,
  longest: number = LONGEST_OPTION,
): Uint8Array {
  checkText(action, name, text);
  const bytes = UTF8.encode(text as string);
  if (bytes.length <= longest) return bytes;
  throw new RangeError(`${action}: ${name} must have at most ${longest} bytes, got ${bytes.length}`);
}

/** @throws TypeError if they are not an array of strings, RangeError if one has a NUL */
export function checkComments(action: string, comments: unknown): void {
  if (!Array.isArray(comments)) {
    throw new TypeError(`${action}: the comments must be an array of strings, got ${typeof comments}`);
  }
  for (const comment of comments) checkText(action, 'a comment', comment);
}

/**
 * Cuts a comment that is too long for an option between two characters, so that it ends with '…'.
 *
 * @returns the comment itself if it fits
 */
export function fitComment(comment: string): string {
  if (comment.length * LARGEST_UTF8_UNIT <= LONGEST_OPTION) return comment;
  if (utf8Length(comment) <= LONGEST_OPTION) return comment;
  const room = new Uint8Array(LONGEST_OPTION - utf8Length(ELLIPSIS));
  return comment.slice(0, UTF8.encodeInto(comment, room).read) + ELLIPSIS;
}

/** @returns how many bytes `UTF8.encode` makes of a text: U+FFFD, of three, of half a pair of surrogates */
export function utf8Length(text: string): number {
  let length = text.length;
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    if (unit < 0x80) continue;
    length += unit < 0x800 ? 1 : 2;
    // Four bytes for the two of a pair.
    if (isHighSurrogate(unit) && isLowSurrogate(text.charCodeAt(i + 1))) i++;
  }
  return length;
}

function isHighSurrogate(unit: number): boolean {
  return unit >= 0xd800 && unit < 0xdc00;
}

function isLowSurrogate(unit: number): boolean {
  return unit >= 0xdc00 && unit < 0xe000;
}
