import { ManifestSyntaxError, NESTED_AT_MOST, tooDeep } from './manifest-syntax-error.ts';
import type { OpamToken } from './opam-token.ts';
import { ANY_VERSION, isRelation, type Relation, type VersionCondition } from './version-condition.ts';
import type { Work } from './work.ts';

/** What a constraint is read with. */
export interface ConstraintContext {
  /** The version of the package whose file it is: what `version` in it stands for. */
  ownVersion: string | undefined;
  /** Is counted up. */
  work: Work;
}

/**
 * Reads what stands in the braces after the name of a package.
 *
 * @param tokens - without the braces; none is no condition
 * @throws ManifestSyntaxError
 */
export function parseConstraint(tokens: readonly OpamToken[], context: ConstraintContext): VersionCondition {
  if (tokens.length === 0) return ANY_VERSION;
  return new ConstraintParser(tokens, context).parse();
}

/** or := and { "|" and }; and := term { "&" term }; "&" binds closer, as in opam. */
class ConstraintParser {
  readonly #tokens: readonly OpamToken[];
  readonly #context: ConstraintContext;
  #next = 0;
  #depth = 0;

  constructor(tokens: readonly OpamToken[], context: ConstraintContext) {
    this.#tokens = tokens;
    this.#context = context;
  }

  parse(): VersionCondition {
    const condition = this.#or();
    if (this.#next < this.#tokens.length) throw this.#unexpected();
    return condition;
  }

  #or(): VersionCondition {
    return this.#chain('or', '|', () => this.#chain('and', '&', () => this.#term()));
  }

  #chain(kind: 'and' | 'or', operator: string, operand: () => VersionCondition): VersionCondition {
    const first = operand();
    if (!this.#isAt(operator)) return first;
    const terms = [first];
    while (this.#take(operator)) terms.push(operand());
    return { kind, terms };
  }

  #term(): VersionCondition {
    this.#depth += 1;
    try {
      const token = this.#tokens[this.#next];
      if (this.#depth > NESTED_AT_MOST && token !== undefined) throw tooDeep(token);
      if (this.#take('!')) return { kind: 'not', term: this.#term() };
      if (this.#take('(')) {
        const inner = this.#or();
        if (!this.#take(')')) throw this.#unexpected();
        return inner;
      }
      const relation = this.#relation();
      if (relation !== undefined) return { kind: 'relation', operator: relation, version: this.#version() };
      return this.#comparison();
    } finally {
      this.#depth -= 1;
    }
  }

  /** A version in quotes, or that of the file itself; one in another variable, or interpolated, is not known here. */
  #version(): string | undefined {
    const [first, second, ...more] = this.#atom();
    if (second === undefined && first?.kind === 'string') {
      return first.text.includes('%{') ? undefined : first.text;
    }
    const variable = first?.text === '_' && more.length === 0 ? second : first;
    const isOwn = variable?.text === 'version' && (second === undefined || variable === second);
    return isOwn ? this.#context.ownVersion : undefined;
  }

  /** A variable, alone or compared: `with-test`, `os = "linux"`, `ocaml:version >= "4.08"`. */
  #comparison(): VersionCondition {
    this.#take('?');
    this.#atom();
    if (this.#relation() !== undefined || this.#take('=~')) this.#atom();
    return { kind: 'unknown' };
  }

  /** @returns a text in quotes, or a word after what qualifies it: `package:variable` */
  #atom(): OpamToken[] {
    const parts: OpamToken[] = [];
    do {
      const token = this.#tokens[this.#next];
      if (token?.kind !== 'string' && token?.kind !== 'word') throw this.#unexpected();
      this.#advance();
      parts.push(token);
    } while (parts.at(-1)?.kind === 'word' && this.#take(':'));
    return parts;
  }

  #relation(): Relation | undefined {
    const token = this.#tokens[this.#next];
    if (token?.kind !== 'operator' || !isRelation(token.text)) return undefined;
    this.#advance();
    return token.text;
  }

  #isAt(text: string): boolean {
    const token = this.#tokens[this.#next];
    return token !== undefined && token.kind !== 'string' && token.text === text;
  }

  #take(text: string): boolean {
    const found = this.#isAt(text);
    if (found) this.#advance();
    return found;
  }

  #advance(): void {
    this.#next += 1;
    this.#context.work.steps += 1;
  }

  #unexpected(): ManifestSyntaxError {
    const token = this.#tokens[this.#next];
    if (token !== undefined) {
      return new ManifestSyntaxError(
        `Unexpected ${JSON.stringify(token.text)} in a version constraint`,
        token,
      );
    }
    const last = this.#tokens.at(-1);
    return new ManifestSyntaxError('Version constraint is not complete', last ?? { line: 1, column: 1 });
  }
}
