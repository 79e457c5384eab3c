import { type DataPath, formatPath, type Place } from '../errors.ts';
import type { ScriptDocument } from './read-document.ts';

/**
 * What has been found out about a script's text before, by somebody who loaded it: to read and to check it takes more than
 * half of the time of a small run. Plain data, as JSON holds it.
 */
export interface KnownText {
  /** For no other text is it true. */
  text: string;
  value: unknown;
  size: number;
  /** Where the keys and values stand that were asked for. */
  places: Record<string, Place>;
  /** What the head and the steps were checked to be, by `formatPath`. */
  checked: Record<string, unknown>;
}

/**
 * @param known - is added to, by what is asked for and not known yet
 * @param read - reads the text after all
 */
export function knownDocument(known: KnownText, file: string, read: () => ScriptDocument): ScriptDocument {
  let document: ScriptDocument | undefined;
  const whole = (): ScriptDocument => {
    document ??= read();
    return document;
  };
  return {
    file,
    value: known.value,
    size: known.size,
    checked: known.checked,
    locate: (path, at) =>
      remembered(known.places, `${at} ${formatPath(path)}`, () => whole().locate(path, at)),
    spelling: (path) => whole().spelling(path),
    excerpt: (place) => whole().excerpt(place),
  };
}

/**
 * @param path - of a part of the document that is checked as one
 * @param check - finds out what it is
 * @returns what `check` gives, or gave before
 */
export function checkedAt<Checked>(
  { checked }: ScriptDocument,
  path: DataPath,
  check: () => Checked | undefined,
): Checked | undefined {
  return checked === undefined
    ? check()
    : remembered(checked as Record<string, Checked | undefined>, formatPath(path), check);
}

function remembered<Value>(values: Record<string, Value>, key: string, find: () => Value): Value {
  if (!Object.hasOwn(values, key)) values[key] = find();
  return values[key] as Value;
}
