/** Text that takes a column of a terminal for each of its UTF-16 units: nearly all. */
const NARROW = /^[\u0020-\u007e\u00a1-\u02ff\u2010-\u2027\u2190]*$/;

/** East Asian wide and fullwidth characters (UAX 11), and emoji: two columns each. */
const WIDE =
  /[\u1100-\u115f\u2e80-\u303e\u3041-\u4dbf\u4e00-\ua4cf\ua960-\ua97c\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6\u{1b000}-\u{1b2fb}\u{20000}-\u{3fffd}]|\p{Emoji_Presentation}/u;

/** What stands on the character before it. */
const COMBINING = /\p{Mn}|\p{Me}/u;

/** How many columns of a terminal text takes that has no control characters. */
export function columnsOf(text: string): number {
  if (NARROW.test(text)) return text.length;
  let columns = 0;
  for (const character of text) columns += columnsOfOne(character);
  return columns;
}

/** @returns `text` if it fits in so many columns, else its beginning and an ellipsis */
export function cutTo(text: string, columns: number): string {
  if (columnsOf(text) <= columns) return text;
  return `${beginningOf(text, Math.max(columns - 1, 0)).trimEnd()}${columns > 0 ? '…' : ''}`;
}

/** @returns the longest beginning of `text` that fits in so many columns */
export function beginningOf(text: string, columns: number): string {
  let room = columns;
  let length = 0;
  for (const character of text) {
    room -= columnsOfOne(character);
    if (room < 0) break;
    length += character.length;
  }
  return text.slice(0, length);
}

function columnsOfOne(character: string): number {
  if (COMBINING.test(character)) return 0;
  return WIDE.test(character) ? 2 : 1;
}
