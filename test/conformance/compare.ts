/** Where two values differ first, going through `expected` in its own order. */
export interface Difference {
  path: string;
  expected: unknown;
  found: unknown;
}

/** Whose words are not compared: an error's, and what a log says and which part of upstream says it. */
const WORDS = /(errors\[\d+\]\.message|log\[\d+\]\.(src|text))$/;

/**
 * Compares everything that `expected` records; `found` may have more fields, but no more array elements.
 * Only the wording of errors and of the log is not compared.
 */
export function firstDifference(expected: unknown, found: unknown, path = ''): Difference | undefined {
  if (WORDS.test(path)) return undefined;
  if (Array.isArray(expected)) {
    if (!Array.isArray(found)) return { path, expected, found };
    for (const [i, item] of expected.entries()) {
      const difference = firstDifference(item, found[i], `${path}[${i}]`);
      if (difference !== undefined) return difference;
    }
    return expected.length === found.length
      ? undefined
      : { path: `${path}.length`, expected: expected.length, found: found.length };
  }
  if (typeof expected === 'object' && expected !== null) {
    if (typeof found !== 'object' || found === null) return { path, expected, found };
    for (const [key, value] of Object.entries(expected)) {
      const inner = (found as Record<string, unknown>)[key];
      const difference = firstDifference(value, inner, path === '' ? key : `${path}.${key}`);
      if (difference !== undefined) return difference;
    }
    return undefined;
  }
  return expected === found ? undefined : { path, expected, found };
}

/** One line for a person; of long texts, such as hex, the part around the first difference. */
export function describeDifference({ path, expected, found }: Difference): string {
  let at = 0;
  if (typeof expected === 'string' && typeof found === 'string') {
    while (at < expected.length && expected[at] === found[at]) at++;
  }
  const start = Math.max(0, at - 20);
  const show = (value: unknown): string => {
    const text = JSON.stringify(value) ?? 'nothing';
    return text.length <= 100 ? text : `${start > 0 ? '…' : ''}${text.slice(start, start + 80)}…`;
  };
  const place = at > 0 ? ` (from character ${at})` : '';
  return `${path}${place}: expected ${show(expected)}, found ${show(found)}`;
}
