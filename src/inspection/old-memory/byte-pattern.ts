/** Parts of a pattern with all repetitions written out, at most: each byte of a frame may be looked at by all of them. */
const MOST_PARTS = 500;

/** What comes after a part: of a `split` the first is tried first. */
type Part =
  | { kind: 'byte'; set: Uint8Array; next: number }
  | { kind: 'split'; next: number; other: number }
  | { kind: 'assert'; what: '^' | '$' | '\\b' | '\\B'; next: number }
  | { kind: 'end' };

/** What a pattern is made of. */
type Node =
  | { kind: 'atom'; set: Uint8Array }
  | { kind: 'assert'; what: '^' | '$' | '\\b' | '\\B' }
  | { kind: 'all' | 'either'; members: Node[] }
  | { kind: 'repeat'; body: Node; least: number; most: number; isLazy: boolean };

/** Where a pattern matches. */
export interface Span {
  start: number;
  end: number;
}

/**
 * A regular expression of JavaScript over bytes, which are the characters 0 to 255, with the flag `s`. It finds what
 * `RegExp` finds, in time that grows with the bytes and not faster: all ways to match are followed at once, byte by byte
 * (K. Thompson, Regular Expression Search Algorithm, 1968), where `RegExp` tries one after the other, which what a stranger has put into a capture can make take
 * for ever. For that it has no backreferences, and does not look ahead or behind.
 */
export class BytePattern {
  readonly #parts: readonly Part[];
  readonly #start: number;
  /** Bytes with which a match can begin; undefined if it can be empty, or begins with an assertion. */
  readonly #first: Uint8Array | undefined;
  /** Parts that are followed, in the order in which they would be tried, and where each began. */
  #now: Followed;
  #next: Followed;

  /**
   * @param source - as between the slashes
   * @throws SyntaxError, with what is wrong in words
   */
  constructor(source: string, ignoresCase = false) {
    const tree = new PatternReader(source, ignoresCase).read();
    const parts: Part[] = [{ kind: 'end' }];
    this.#start = partsOf(tree, 0, parts);
    this.#parts = parts;
    this.#first = firstBytes(parts, this.#start);
    this.#now = new Followed(parts.length);
    this.#next = new Followed(parts.length);
  }

  /**
   * Finds the first match, and of those that begin there the one that `RegExp` would choose; where what is repeated can
   * match nothing, it may be another one.
   *
   * @param begin - index of the first byte of the text; nothing before it is looked at
   * @param end - index behind the last
   * @param from - index at which a match may begin at the earliest
   */
  find(bytes: Uint8Array, begin: number, end: number, from: number): Span | undefined {
    const first = this.#first;
    let found: Span | undefined;
    this.#now.clear();
    for (let at = from; at <= end; at++) {
      if (found === undefined) {
        if (this.#now.length === 0 && first !== undefined) {
          while (at < end && first[bytes[at] as number] === 0) at++;
          if (at === end) break;
        }
        this.#follow(this.#now, this.#start, at, bytes, begin, end, at);
      }
      if (this.#now.length === 0) {
        if (found !== undefined) break;
        // What is asserted may hold at the next place.
        this.#now.clear();
        continue;
      }
      this.#next.clear();
      for (let i = 0; i < this.#now.length; i++) {
        const part = this.#parts[this.#now.parts[i] as number] as Part;
        const start = this.#now.starts[i] as number;
        if (part.kind === 'end') {
          found = { start, end: at };
          // What would have been tried later does not count any more.
          break;
        }
        if (part.kind === 'byte' && at < end && part.set[bytes[at] as number] === 1) {
          this.#follow(this.#next, part.next, start, bytes, begin, end, at + 1);
        }
      }
      [this.#now, this.#next] = [this.#next, this.#now];
    }
    return found;
  }

  /** Adds a part, or those that it leads to without a byte, unless they are followed. */
  #follow(
    to: Followed,
    first: number,
    start: number,
    bytes: Uint8Array,
    begin: number,
    end: number,
    at: number,
  ): void {
    const { waiting } = to;
    waiting.length = 0;
    waiting.push(first);
    for (let index = waiting.pop(); index !== undefined; index = waiting.pop()) {
      if (to.has(index)) continue;
      const part = this.#parts[index] as Part;
      if (part.kind === 'split') {
        to.mark(index);
        waiting.push(part.other, part.next);
      } else if (part.kind === 'assert') {
        to.mark(index);
        if (holds(part.what, bytes, begin, end, at)) waiting.push(part.next);
      } else {
        to.add(index, start);
      }
    }
  }
}

/** Parts that are followed at one place. */
class Followed {
  readonly parts: Uint16Array;
  readonly starts: Float64Array;
  readonly waiting: number[] = [];
  length = 0;
  /** When each part was seen last. */
  readonly #seen: Float64Array;
  #turn = 1;

  constructor(parts: number) {
    this.parts = new Uint16Array(parts);
    this.starts = new Float64Array(parts);
    this.#seen = new Float64Array(parts);
  }

  clear(): void {
    this.length = 0;
    this.#turn++;
  }

  has(part: number): boolean {
    return this.#seen[part] === this.#turn;
  }

  mark(part: number): void {
    this.#seen[part] = this.#turn;
  }

  add(part: number, start: number): void {
    this.mark(part);
    this.parts[this.length] = part;
    this.starts[this.length++] = start;
  }
}

function holds(what: string, bytes: Uint8Array, begin: number, end: number, at: number): boolean {
  if (what === '^') return at === begin;
  if (what === '$') return at === end;
  const before = at > begin && isOfWord(bytes[at - 1] as number);
  const behind = at < end && isOfWord(bytes[at] as number);
  return (before !== behind) === (what === '\\b');
}

function isOfWord(byte: number): boolean {
  return /\w/.test(String.fromCharCode(byte));
}

/** @returns undefined if a match can begin with no byte, or where something is asserted */
function firstBytes(parts: readonly Part[], start: number): Uint8Array | undefined {
  const first = new Uint8Array(256);
  const seen = new Set<number>();
  const waiting = [start];
  for (let index = waiting.pop(); index !== undefined; index = waiting.pop()) {
    if (seen.has(index)) continue;
    seen.add(index);
    const part = parts[index] as Part;
    if (part.kind === 'split') waiting.push(part.next, part.other);
    else if (part.kind === 'byte') for (const [byte, is] of part.set.entries()) first[byte] ||= is;
    else return undefined;
  }
  return first;
}

/** Writes the parts of a node in front of `next`. @returns the first of them */
function partsOf(node: Node, next: number, parts: Part[]): number {
  switch (node.kind) {
    case 'atom':
      return added({ kind: 'byte', set: node.set, next }, parts);
    case 'assert':
      return added({ kind: 'assert', what: node.what, next }, parts);
    case 'all':
      return node.members.reduceRight((after, member) => partsOf(member, after, parts), next);
    case 'either': {
      const [first, ...others] = node.members.map((member) => partsOf(member, next, parts)).reverse();
      return others.reduce((other, one) => added({ kind: 'split', next: one, other }, parts), first ?? next);
    }
    case 'repeat':
      return repeated(node, next, parts);
  }
}

function repeated(
  { body, least, most, isLazy }: Node & { kind: 'repeat' },
  next: number,
  parts: Part[],
): number {
  const either = (again: number, over: number): Part => {
    return isLazy ? { kind: 'split', next: over, other: again } : { kind: 'split', next: again, other: over };
  };
  let after = next;
  if (most === Number.POSITIVE_INFINITY) {
    const loop = added({ kind: 'split', next: 0, other: 0 }, parts);
    parts[loop] = either(partsOf(body, loop, parts), next);
    after = loop;
  } else {
    for (let count = least; count < most; count++)
      after = added(either(partsOf(body, after, parts), next), parts);
  }
  for (let count = 0; count < least; count++) after = partsOf(body, after, parts);
  return after;
}

function added(part: Part, parts: Part[]): number {
  if (parts.length > MOST_PARTS) {
    throw new SyntaxError(
      `the pattern is too long: with its repetitions written out it has more than ${MOST_PARTS} parts`,
    );
  }
  return parts.push(part) - 1;
}

/** Reads a pattern that `RegExp` takes. */
class PatternReader {
  readonly #source: string;
  readonly #flags: string;
  readonly #sets = new Map<string, Uint8Array>();
  #at = 0;

  constructor(source: string, ignoresCase: boolean) {
    this.#source = source;
    this.#flags = ignoresCase ? 'is' : 's';
    // It says what is wrong with what is no pattern.
    new RegExp(source, this.#flags);
  }

  read(): Node {
    return this.#either();
  }

  #either(): Node {
    const members = [this.#all()];
    while (this.#takes('|')) members.push(this.#all());
    return members.length === 1 ? (members[0] as Node) : { kind: 'either', members };
  }

  #all(): Node {
    const members: Node[] = [];
    while (this.#at < this.#source.length && !/[|)]/.test(this.#source.charAt(this.#at))) {
      members.push(this.#repeated(this.#single()));
    }
    return { kind: 'all', members };
  }

  #single(): Node {
    if (this.#takes('(')) {
      const [, look] = /^\?(<?[=!])/.exec(this.#source.slice(this.#at, this.#at + 3)) ?? [];
      if (look !== undefined)
        throw new SyntaxError(`it looks ahead or behind with "(?${look}", which is not to be had`);
      this.#match(/\?(?::|<[^>]*>)/y);
      const inside = this.#either();
      this.#takes(')');
      return inside;
    }
    for (const what of ['^', '$', '\\b', '\\B'] as const)
      if (this.#takes(what)) return { kind: 'assert', what };
    const [reference] = /^\\(?:[1-9]\d*|k<[^>]*>?)/.exec(this.#source.slice(this.#at)) ?? [];
    if (reference !== undefined) {
      throw new SyntaxError(`it refers back to what has matched with "${reference}", which is not to be had`);
    }
    const atom = this.#match(
      /\[\^?(?:\\[\s\S]|[^\]\\])*\]|\\(?:x[\da-f]{2}|u[\da-f]{4}|c[a-z]|0[0-7]{0,2}|[\s\S])|[\s\S]/iy,
    );
    return { kind: 'atom', set: this.#setOf(atom) };
  }

  #repeated(body: Node): Node {
    const quantifier = this.#match(/[*+?]|\{\d+(?:,\d*)?\}/y);
    if (quantifier === '') return body;
    const isLazy = this.#takes('?');
    const [least, most] = boundsOf(quantifier);
    return { kind: 'repeat', body, least, most, isLazy };
  }

  /** What an atom stands for is asked of `RegExp` itself. */
  #setOf(atom: string): Uint8Array {
    const known = this.#sets.get(atom);
    if (known !== undefined) return known;
    const pattern = new RegExp(`^${atom}$`, this.#flags);
    const set = Uint8Array.from({ length: 256 }, (_, byte) =>
      Number(pattern.test(String.fromCharCode(byte))),
    );
    this.#sets.set(atom, set);
    return set;
  }

  #takes(text: string): boolean {
    if (!this.#source.startsWith(text, this.#at)) return false;
    this.#at += text.length;
    return true;
  }

  #match(pattern: RegExp): string {
    pattern.lastIndex = this.#at;
    const [text = ''] = pattern.exec(this.#source) ?? [];
    this.#at += text.length;
    return text;
  }
}

function boundsOf(quantifier: string): [least: number, most: number] {
  if (quantifier === '*') return [0, Number.POSITIVE_INFINITY];
  if (quantifier === '+') return [1, Number.POSITIVE_INFINITY];
  if (quantifier === '?') return [0, 1];
  const [, least = '0', comma, most = ''] = /^\{(\d+)(,?)(\d*)\}$/.exec(quantifier) ?? [];
  if (comma === '') return [Number(least), Number(least)];
  return [Number(least), most === '' ? Number.POSITIVE_INFINITY : Number(most)];
}
