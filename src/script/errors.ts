/** Where a value stands in the data of a script: keys of mappings and positions in lists. */
export type DataPath = readonly (string | number)[];

/** @returns `path` as a reader writes it: `steps[3].udp.to` */
export function formatPath(path: DataPath): string {
  let text = '';
  for (const part of path) {
    if (typeof part === 'number') text += `[${part}]`;
    else if (!/^[\w-]+$/.test(part)) text += `[${JSON.stringify(part)}]`;
    else text += text === '' ? part : `.${part}`;
  }
  return text;
}

/** A place in the text of a script. Lines and columns count from 1. */
export interface Place {
  line: number;
  column: number;
}

/** The line of a script that a place is in, or of a long line the part around the place. */
export interface SourceExcerpt {
  text: string;
  /** Of the place in `text`, from 1. */
  column: number;
  /** Whether the line has more before `text`, and after it. */
  isCutBefore: boolean;
  isCutAfter: boolean;
}

/** One thing that is wrong with a script. `message` says what, without the place. */
export class ScriptError extends Error {
  override readonly name = 'ScriptError';
  readonly file: string;
  readonly line: number;
  readonly column: number;
  /** As `formatPath` gives it; '' for the script as a whole and for a syntax error. */
  readonly path: string;
  readonly excerpt: SourceExcerpt | undefined;

  constructor(message: string, file: string, place: Place, path = '', excerpt?: SourceExcerpt) {
    super(message);
    this.file = file;
    this.line = place.line;
    this.column = place.column;
    this.path = path;
    this.excerpt = excerpt;
  }

  /** What is wrong, and with what: without the place in the text. */
  get told(): string {
    return this.path === '' ? this.message : `${this.path}: ${this.message}`;
  }

  /** @returns `samples/x.yaml:12:5: steps[3].udp.to: Unknown host "alcie"; did you mean "alice"?` */
  override toString(): string {
    return `${this.file}:${this.line}:${this.column}: ${this.told}`;
  }
}

/** All that is wrong with a script, in the order of its text; `message` has a line for each. */
export class ScriptErrors extends Error {
  override readonly name = 'ScriptErrors';
  /** At least one. */
  readonly errors: readonly ScriptError[];
  /** There are more than `errors`: looking for them was given up. */
  readonly more: boolean;

  constructor(errors: readonly ScriptError[], more = false) {
    super(errors.join('\n') + (more ? '\nToo many problems, the rest is not shown' : ''));
    this.errors = errors;
    this.more = more;
  }
}
