import { type DataPath, formatPath, type Place } from '../errors.ts';
import type { Part, ScriptReader } from '../script-reader.ts';
import type { ScriptDocument } from './read-document.ts';

/** What has been found out about a script's text before, by somebody who loaded it. Plain data, as JSON holds it. */
export interface KnownText {
  /** For no other text is it true. */
  text: string;
  value: unknown;
  size: number;
  /** Where the keys and values stand that were asked for. */
  places: Record<string, Place>;
  /** How scalars are spelt that were asked for. */
  spellings: Record<string, string>;
  /** What the head and the steps were checked to be, by `formatPath`. */
  checked: Record<string, unknown>;
}

/** Something is asked that is not known of a text. */
export class NotKnown extends Error {
  override readonly name = 'NotKnown';
}

/**
 * A reader that answers from what is known of one text, and can neither read nor check anything.
 * Whatever it is asked beyond that, it throws NotKnown.
 */
export function knownReader(known: KnownText): ScriptReader {
  const checked = <Checked>({ path }: Part): Checked => found(known.checked, formatPath(path));
  return {
    read: (text, file) => {
      if (text !== known.text) throw new NotKnown();
      return {
        file,
        value: known.value,
        size: known.size,
        locate: (path, at) => found(known.places, placeKey(path, at)),
        spelling: (path) => found(known.spellings, formatPath(path)),
        excerpt: notKnown,
      };
    },
    head: checked,
    step: checked,
    salvage: notKnown,
    headInclude: notKnown,
    include: notKnown,
    partiesIn: notKnown,
  };
}

/**
 * A reader that answers as `reader` does, and notes of the first text that it reads what is asked and found.
 * @param known - is added to
 */
export function notingReader(reader: ScriptReader, known: KnownText): ScriptReader {
  let root: ScriptDocument | undefined;
  const noted = <Checked>({ path, document }: Part, value: Checked): Checked => {
    if (document === root) known.checked[formatPath(path)] = value;
    return value;
  };
  return {
    ...reader,
    read: (text, file, room) => {
      const document = reader.read(text, file, room);
      if (root !== undefined) return document;
      Object.assign(known, { text, value: document.value, size: document.size });
      root = {
        ...document,
        locate: (path, at) => {
          const place = document.locate(path, at);
          known.places[placeKey(path, at)] = place;
          return place;
        },
        spelling: (path) => {
          const spelling = document.spelling(path);
          if (spelling !== undefined) known.spellings[formatPath(path)] = spelling;
          return spelling;
        },
      };
      return root;
    },
    head: (part, problems) => noted(part, reader.head(part, problems)),
    step: (part, problems) => noted(part, reader.step(part, problems)),
  };
}

function placeKey(path: DataPath, at: 'key' | 'value'): string {
  return `${at} ${formatPath(path)}`;
}

function found<Value>(values: Readonly<Record<string, unknown>>, key: string): Value {
  if (!Object.hasOwn(values, key)) throw new NotKnown();
  return values[key] as Value;
}

function notKnown(): never {
  throw new NotKnown();
}
