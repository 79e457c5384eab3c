/** Characters that a piece of text has at least, but for the last one. */
const PIECE = 32_768;

/** Characters of a string that are written at once. None is longer than six characters in JSON. */
const STRETCH = 8192;

/** The most characters that a piece of text has. */
export const MOST_IN_PIECE = PIECE + 6 * (STRETCH + 1) + 4096;

/** An object or a list that is being written. */
type Open =
  | { keys: readonly string[]; next: number; object: Readonly<Record<string, unknown>> }
  | { items: Iterator<unknown>; next: number };

/**
 * The text of a value, as `JSON.stringify(value, null, 2)` has it, and a line break, in pieces of bounded size: a text may
 * be longer than a string can be, and be written while it is made.
 *
 * @param value - plain data; what is iterable is a list, whose items are taken one by one as they are written
 * @returns pieces of at most MOST_IN_PIECE characters, if no name of a field is long
 */
export function* jsonText(value: unknown): Generator<string> {
  const open: Open[] = [];
  let text = '';
  let item = value;
  for (;;) {
    if (typeof item === 'string') {
      // A long one is written in stretches.
      text += '"';
      for (let from = 0; from < item.length; ) {
        const to = endOfStretch(item, from);
        text += JSON.stringify(item.slice(from, to)).slice(1, -1);
        from = to;
        if (text.length < PIECE) continue;
        yield text;
        text = '';
      }
      text += '"';
    } else if (typeof item === 'object' && item !== null) {
      const opened = openingOf(item);
      text += 'keys' in opened ? '{' : '[';
      open.push(opened);
    } else {
      text += JSON.stringify(item) ?? 'null';
    }

    // On to the next value, out of all that is at its end.
    for (;;) {
      const last = open.at(-1);
      if (last === undefined) {
        yield `${text}\n`;
        return;
      }
      const found = nextOf(last);
      if (found !== undefined) {
        text += `${last.next === 0 ? '' : ','}\n${'  '.repeat(open.length)}${found.key}`;
        last.next++;
        item = found.value;
        break;
      }
      open.pop();
      if (last.next > 0) text += `\n${'  '.repeat(open.length)}`;
      text += 'keys' in last ? '}' : ']';
      if (text.length < PIECE) continue;
      yield text;
      text = '';
    }
    if (text.length < PIECE) continue;
    yield text;
    text = '';
  }
}

/** A list of which each item is made when it is asked for. */
export function lazily<T, U>(items: readonly T[], make: (item: T) => U): Iterable<U> {
  return {
    *[Symbol.iterator]() {
      for (const item of items) yield make(item);
    },
  };
}

function openingOf(value: object): Open {
  if (Symbol.iterator in value) {
    const items = (value as Iterable<unknown>)[Symbol.iterator]();
    return { items, next: 0 };
  }
  const object = value as Readonly<Record<string, unknown>>;
  const keys = Object.keys(object).filter((key) => object[key] !== undefined);
  return { keys, next: 0, object };
}

function nextOf(open: Open): { key: string; value: unknown } | undefined {
  if ('items' in open) {
    const { done, value } = open.items.next();
    return done === true ? undefined : { key: '', value };
  }
  const key = open.keys[open.next];
  return key === undefined ? undefined : { key: `${JSON.stringify(key)}: `, value: open.object[key] };
}

/** Halves of a pair that stand for one character stay together. */
function endOfStretch(text: string, from: number): number {
  const end = Math.min(text.length, from + STRETCH);
  const isCut = /^[\ud800-\udbff][\udc00-\udfff]$/.test(text.slice(end - 1, end + 1));
  return isCut ? end + 1 : end;
}
