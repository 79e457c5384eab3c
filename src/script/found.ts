/*
 * How messages name what they found in a script.
 */

/** @returns a value as a reader of the script knows it */
export function describeFound(value: unknown, spelling?: string): string {
  if (value === null || value === undefined) return 'nothing';
  if (typeof value === 'string') return quote(value);
  if (Array.isArray(value)) return value.length === 0 ? 'an empty list' : 'a list';
  if (typeof value === 'object') return 'a mapping';
  return shorten(spelling ?? String(value));
}

/** @returns `text` in quotes, shortened if it is long */
export function quote(text: string): string {
  return JSON.stringify(shorten(text));
}

function shorten(text: string): string {
  return text.length > 60 ? `${text.slice(0, 59)}…` : text;
}

/** @returns what is added to a message on a text that was meant as a mapping or a list */
export function unspacedText(value: unknown): string {
  if (typeof value !== 'string') return '';
  if (/^-\w/.test(value)) return '; is a space missing after "-"?';
  const [, word] = /^(\w+) ?(?:[{[]|- )/.exec(value.slice(0, 80)) ?? [];
  return word === undefined ? '' : `; is a colon missing after "${word}"?`;
}
