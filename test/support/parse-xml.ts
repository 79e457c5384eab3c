/** An element of an XML document. */
export interface XmlElement {
  name: string;
  attributes: Record<string, string>;
  children: XmlElement[];
  /** Of the element itself, without that of its children. */
  text: string;
}

const NAME = /[A-Za-z_][\w.-]*/y;
const REFERENCES: Readonly<Record<string, string>> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  apos: "'",
  '#35': '#',
  '#58': ':',
};

/**
 * Reads an XML 1.0 document of elements, attributes and text, and nothing else: comments, CDATA, doctypes and
 * character references are refused, as we write none; but for the two that keep a CI system from seeing commands.
 *
 * @throws Error at the first thing that is not well-formed
 */
export function parseXml(document: string): XmlElement {
  const forbidden = /[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/u.exec(document);
  if (forbidden !== null) throw new Error(`Character at ${forbidden.index} is not allowed in XML`);
  let at = 0;
  const fail = (what: string): never => {
    throw new Error(`Expected ${what} at ${at}: ${JSON.stringify(document.slice(at, at + 40))}`);
  };
  const take = (literal: string): void => {
    if (!document.startsWith(literal, at)) fail(literal);
    at += literal.length;
  };
  const match = (pattern: RegExp, what: string): string => {
    pattern.lastIndex = at;
    const found = pattern.exec(document)?.[0] ?? fail(what);
    at += found.length;
    return found;
  };
  const space = (): string => match(/[ \t\r\n]*/y, 'space');
  const decode = (text: string): string =>
    text.replace(/&([^;]*);?/g, (whole, name: string) => {
      const character = whole.endsWith(';') ? REFERENCES[name] : undefined;
      return character ?? fail('a reference');
    });

  const element = (): XmlElement => {
    take('<');
    const made: XmlElement = { name: match(NAME, 'a name'), attributes: {}, children: [], text: '' };
    for (;;) {
      const before = space();
      if (document.startsWith('/>', at)) {
        take('/>');
        return made;
      }
      if (document.startsWith('>', at)) break;
      if (before === '') fail('space before an attribute');
      const name = match(NAME, 'an attribute');
      if (Object.hasOwn(made.attributes, name)) fail(`no second ${name}`);
      take('="');
      made.attributes[name] = decode(match(/[^"<]*/y, 'a value'));
      take('"');
    }
    take('>');
    for (;;) {
      const text = match(/[^<]*/y, 'text');
      if (text.includes(']]>')) fail('no ]]> in text');
      made.text += decode(text);
      if (document.startsWith('</', at)) break;
      made.children.push(element());
    }
    take(`</${made.name}`);
    space();
    take('>');
    return made;
  };

  take('<?xml version="1.0" encoding="UTF-8"?>');
  space();
  const root = element();
  space();
  if (at !== document.length) fail('the end');
  return root;
}
