import { Composer, type CST, type Document, Lexer, LineCounter, Parser } from 'yaml';
import { type DataPath, type Place, ScriptError, ScriptErrors, type SourceExcerpt } from '../errors.ts';
import { type DocumentRoom, documentRoom, LIMITS, TOO_DEEP } from './limits.ts';
import { PlainData } from './plain-data.ts';
import { excerptOf } from './source-excerpt.ts';
import { nodesOf } from './text-cost.ts';
import { YamlFaults } from './yaml-faults.ts';

/**
 * Tokens that the parser may have open, twice as many as a script can nest: it recurses when it closes them, and thousands
 * would overflow its stack. `: : :` and `- - -` open one with every character but one.
 */
const MOST_OPEN = 2 * LIMITS.depth;

/** The data of a script, with the way back to its text. */
export interface ScriptDocument {
  file: string;
  value: unknown;
  /** Values in it, those that aliases repeat counted each time. */
  size: number;
  /** @returns where the value at `path`, or its key, stands; of its nearest ancestor that there is, if not there */
  locate(path: DataPath, at: 'key' | 'value'): Place;
  /** @returns a scalar as it is spelt in the text, or undefined if there is none at `path` */
  spelling(path: DataPath): string | undefined;
  /** @returns the line of a place, or what of it is around the place */
  excerpt(place: Place): SourceExcerpt;
}

/**
 * Reads YAML 1.2, and so JSON, into plain data.
 * @param file - the name that errors carry
 * @param room - what it may take, which is taken off
 * @throws ScriptErrors if the text is not well-formed, not one document, or beyond LIMITS
 */
export function readDocument(
  text: string,
  file: string,
  room: DocumentRoom = documentRoom(),
): ScriptDocument {
  const lines = new LineCounter();
  const place = (offset: number): Place => {
    const { line, col } = lines.linePos(Math.min(offset, text.length));
    return { line: Math.max(line, 1), column: Math.max(col, 1) };
  };
  const excerpt = (at: Place): SourceExcerpt => excerptOf(text, lines.lineStarts[at.line - 1] ?? 0, at);
  const errorAt = (message: string, offset: number): ScriptError => {
    const at = place(offset);
    return new ScriptError(message, file, at, '', excerpt(at));
  };
  const refuse: Refuse = (message, offset) => {
    throw new ScriptErrors([errorAt(message, offset)]);
  };
  const faults = new YamlFaults(text, (found, more) => {
    const first = found[0];
    if (first !== undefined && text.startsWith('${', first.offset - 1)) {
      // What the parser finds after it is of no use to anybody.
      refuse(`Text with "\${" in it needs quotes within "{…}" and "[…]"`, first.offset - 1);
    }
    throw new ScriptErrors(
      found.map(({ message, offset }) => errorAt(message, offset)),
      more,
    );
  });
  const document = compose(parse(text, lines, room, refuse), text.length, faults, refuse);
  if (document.directives?.yaml.version === '1.1') refuse('Script must be YAML 1.2, not 1.1', 0);
  const data = new PlainData(document.contents, file, place, excerpt);
  return {
    file,
    value: data.value,
    size: data.size,
    locate: (path, at) => place(data.offsetOf(path, at)),
    spelling: (path) => data.spelling(path),
    excerpt,
  };
}

type Refuse = (message: string, offset: number) => never;

/** @returns the concrete syntax tree, whose size and depth the composer can take */
function parse(text: string, lines: LineCounter, room: DocumentRoom, refuse: Refuse): CST.Token[] {
  const together = room.characters < LIMITS.characters ? ', included scripts counted' : '';
  if (text.length > room.characters) {
    refuse(`Script is too long: ${text.length} characters, at most ${LIMITS.characters}${together}`, 0);
  }
  room.characters -= text.length;
  const parser = new Parser(lines.addNewLine);
  lines.addNewLine(0);
  const tokens: CST.Token[] = [];
  let depth = 0;
  let errors = 0;
  for (const lexeme of new Lexer().lex(text)) {
    if (--room.tokens < 0)
      refuse(`Script is too long: more than ${LIMITS.tokens} tokens${together}`, parser.offset);
    if (lexeme === '[' || lexeme === '{') depth++;
    else if (lexeme === ']' || lexeme === '}') depth--;
    room.nodes -= nodesOf(lexeme);
    if (room.nodes < 0)
      refuse(`Script is too long: more than ${LIMITS.nodes} keys and values${together}`, parser.offset);
    if (depth > LIMITS.depth) refuse(TOO_DEEP, parser.offset);
    for (const token of parser.next(lexeme)) {
      tokens.push(token);
      if (token.type === 'error') errors++;
    }
    if (parser.stack.length > MOST_OPEN) refuse(TOO_DEEP, tooDeepOffset(parser));
    // The composer tells what they are; what follows is read no further.
    if (errors > LIMITS.problems) return tokens;
  }
  tokens.push(...parser.end());
  refuseDeepNesting(tokens, refuse);
  return tokens;
}

/** @returns where the first collection begins that is nested too deeply, of those that are open */
function tooDeepOffset({ stack, offset }: Parser): number {
  return stack.filter((token) => 'items' in token)[LIMITS.depth + 1]?.offset ?? offset;
}

/** The composer recurses: to overflow its stack would end the process, not throw. */
function refuseDeepNesting(tokens: readonly CST.Token[], refuse: Refuse): void {
  const pending: { token: CST.Token; depth: number }[] = tokens.map((token) => ({ token, depth: 0 }));
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    const { token, depth } = next;
    if (depth > LIMITS.depth) refuse(TOO_DEEP, token.offset);
    if (token.type === 'document' && token.value !== undefined) pending.push({ token: token.value, depth });
    if (!('items' in token)) continue;
    for (const { key, value } of token.items as readonly CST.CollectionItem[]) {
      if (key) pending.push({ token: key, depth: depth + 1 });
      if (value) pending.push({ token: value, depth: depth + 1 });
    }
  }
}

function compose(
  tokens: readonly CST.Token[],
  length: number,
  faults: YamlFaults,
  refuse: Refuse,
): Document.Parsed {
  // Duplicates are found in PlainData: the composer's own check takes quadratic time.
  const composer = new Composer({ prettyErrors: false, logLevel: 'silent', uniqueKeys: false });
  // Its own keeps them all, with a stack trace each: a short text with many would fill the memory.
  Object.assign(composer, { onError: faults.add });
  const [document] = composer.compose(tokens, true, length);
  if (document === undefined) return refuse('Script is empty', 0);
  const second = tokens.filter((token) => token.type === 'document')[1];
  for (const { pos, message } of [...document.errors, ...document.warnings]) faults.add(pos, '', message);
  if (second !== undefined && faults.areNone) {
    refuse('A file holds one script, but a second document begins here', second.offset);
  }
  faults.throwIfAny();
  return document;
}
