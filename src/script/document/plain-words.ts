/** One thing that the YAML parser finds wrong. */
export interface YamlFault {
  /** In characters from the beginning of the text. */
  offset: number;
  message: string;
}

/** A fault as the parser tells it. */
export interface RawFault extends YamlFault {
  /** The parser's name of its kind. */
  code: string;
}

const NO_VALUE = 'Implicit map keys need to be followed by map values';

/** Of these faults one mistake makes several, one after the other. */
const FOLLOWING: ReadonlySet<string> = new Set([
  'MULTILINE_IMPLICIT_KEY',
  'BLOCK_AS_IMPLICIT_KEY',
  'MISSING_CHAR',
]);

/**
 * Says what is wrong with a text as YAML in the words of somebody who writes one, and what would be right.
 *
 * @param faults - in the order of the text
 * @returns those that are not mere consequences of the one before
 */
export function plainWords(faults: readonly RawFault[], text: string): YamlFault[] {
  const told: YamlFault[] = [];
  let until = -1;
  for (const fault of faults) {
    if (fault.offset <= until && FOLLOWING.has(fault.code)) continue;
    const plain = inPlainWords(fault, text);
    told.push(plain);
    // The parser takes the next line for a part of a key that has no colon.
    until = endOfLine(text, plain.offset);
    if (FOLLOWING.has(fault.code)) until = endOfLine(text, until + 1);
  }
  return told;
}

function inPlainWords(fault: RawFault, text: string): YamlFault {
  const { offset, code, message } = fault;
  const at = (words: string, place = offset): YamlFault => ({ offset: place, message: words });
  const character = text[offset] ?? '';
  switch (code) {
    case 'MULTILINE_IMPLICIT_KEY':
      return at(missingColon(text, offset));
    case 'BLOCK_AS_IMPLICIT_KEY':
      return nestedKey(text, offset);
    case 'TAB_AS_INDENT':
      return at('Expected spaces, got a tab: tabs cannot indent');
    case 'BAD_SCALAR_START':
    case 'BAD_ALIAS':
      return at(`Text that begins with ${JSON.stringify(character)} needs quotes`);
    case 'TAG_RESOLVE_FAILED':
      return message.startsWith('Unresolved tag')
        ? at(`Unknown tag ${JSON.stringify(wordAt(text, offset))}; text that begins with "!" needs quotes`)
        : at(unknownFault(message));
    case 'BAD_DQ_ESCAPE':
      return at(
        `Unknown escape ${JSON.stringify(text.slice(offset, offset + 2)).replace('\\\\', '\\')}; "\\" itself is written "\\\\", or stands in '…'`,
      );
    case 'BLOCK_IN_FLOW':
      return at('Expected "," before this key, or quotes around a text with ": " in it');
    case 'BAD_INDENT':
      return badIndent(fault, text);
    case 'MISSING_CHAR':
      return missingCharacter(fault, text);
    case 'UNEXPECTED_TOKEN':
      if (message.endsWith('at node end'))
        return at(
          'Nothing can follow here on this line; a text with quotes or brackets in it needs quotes around it',
        );
      if (message.includes('block-seq-ind')) return at('A list begins on a line of its own, below its key');
      return at(unknownFault(message));
    default:
      return at(unknownFault(message));
  }
}

function missingCharacter({ offset, message }: RawFault, text: string): YamlFault {
  const at = (words: string, place = offset): YamlFault => ({ offset: place, message: words });
  if (message === NO_VALUE) return at(missingColon(text, offset));
  const [, quote] = /^Missing closing (["'])/.exec(message) ?? [];
  if (quote !== undefined) {
    const open = text.lastIndexOf(quote, offset);
    return at(`Expected ${quote} at the end of this text, which begins with one`, open < 0 ? offset : open);
  }
  if (message.startsWith('Missing , or :')) return at('Expected ":" or "," before this');
  if (message.startsWith('Missing , between')) return at('Expected "," before this');
  if (message.startsWith('Missing space after :')) return at('Expected a space after ":"');
  if (message.startsWith('Comments must be'))
    return at('Expected a space before "#", which begins a comment; a text with "#" in it needs quotes');
  return at(unknownFault(message));
}

function missingColon(text: string, offset: number): string {
  const word = wordAt(text, offset);
  if (/^-\S/.test(word)) return 'Expected "- " before an item of a list; is a space missing after "-"?';
  if (word === '-') return 'Expected this item to be indented as those of its list are';
  return `Expected "key: value"; is a colon missing after ${JSON.stringify(word)}?`;
}

/** A key where a text is, on the same line: one colon too few, or too many. */
function nestedKey(text: string, offset: number): YamlFault {
  const start = text.lastIndexOf('\n', offset - 1) + 1;
  const before = text.slice(Math.max(start, offset - MOST_LINE), offset);
  const opened = /([\w-]+) +[{[][^{[]*$/.exec(before);
  if (opened !== null) {
    const word = opened[1] ?? '';
    const place = offset - before.length + opened.index;
    return {
      offset: place,
      message: `Expected "key: value"; is a colon missing after ${JSON.stringify(word)}?`,
    };
  }
  if (text[offset] === '-' || /^\s*$/.test(text.slice(start, offset)))
    return { offset, message: 'Expected this line to be indented as those that it belongs to are' };
  return { offset, message: 'Text with ": " in it needs quotes; or give this key a line of its own' };
}

function badIndent({ offset, message }: RawFault, text: string): YamlFault {
  const [, , end] = /^Flow (map|sequence) .* end with an? ([}\]])/.exec(message) ?? [];
  if (end !== undefined) {
    const open = end === '}' ? '{' : '[';
    return {
      offset,
      message: `Expected "${end}" before this: a "${open}" is not closed, or its lines are indented too little`,
    };
  }
  let place = offset;
  while (text[place] === ' ') place++;
  if (/^-\S/.test(text.slice(place, place + 2)))
    return {
      offset: place,
      message: 'Expected "- " before an item of a list; is a space missing after "-"?',
    };
  return {
    offset: place,
    message:
      'Expected the indentation of the lines that this one belongs to; is a "- " missing, or a space too many or too few?',
  };
}

const MOST_LINE = 1000;
const MOST_WORD = 40;

function wordAt(text: string, offset: number): string {
  const [word = ''] = /^[^\s:,{}[\]]+/.exec(text.slice(offset, offset + MOST_WORD)) ?? [];
  return word;
}

function endOfLine(text: string, offset: number): number {
  const end = text.indexOf('\n', offset);
  return end < 0 ? text.length : end;
}

/** The parser's words, in the shape of ours, without the text that it may quote at length. */
function unknownFault(message: string): string {
  const text = message.replace(/ in YAML (document|stream)(?=:)/, '').replace(/\.+$/, '');
  return `Invalid YAML: ${text.length > 120 ? `${text.slice(0, 119)}…` : text}`;
}
