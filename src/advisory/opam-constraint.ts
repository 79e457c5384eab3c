import { OpamSyntaxError } from './opam-syntax-error.ts';
import type { OpamToken } from './opam-token.ts';
import { compareOpamVersions } from './opam-version.ts';

/** A condition on a version, or on something else that a file alone does not decide, such as `with-test`. */
export type OpamConstraint =
  | { kind: 'relation'; operator: string; version: string }
  | { kind: 'and' | 'or'; terms: readonly OpamConstraint[] }
  | { kind: 'not'; term: OpamConstraint }
  | { kind: 'unknown' };

const RELATIONS = new Set(['=', '!=', '<', '<=', '>', '>=']);
const NESTED_AT_MOST = 200;

/**
 * Reads what stands in the braces after the name of a package.
 *
 * @param tokens - without the braces; none is no condition
 * @throws OpamSyntaxError
 */
export function parseConstraint(tokens: readonly OpamToken[]): OpamConstraint {
  if (tokens.length === 0) return { kind: 'and', terms: [] };
  return new ConstraintParser(tokens).parse();
}

/** @returns whether a version meets a condition; undefined if that depends on something else */
export function admits(constraint: OpamConstraint, version: string): boolean | undefined {
  switch (constraint.kind) {
    case 'unknown':
      return undefined;
    case 'relation':
      return holds(compareOpamVersions(version, constraint.version), constraint.operator);
    case 'not': {
      const value = admits(constraint.term, version);
      return value === undefined ? undefined : !value;
    }
    default: {
      // One false term decides an "and", one true term an "or".
      const deciding = constraint.kind === 'or';
      const values = constraint.terms.map((term) => admits(term, version));
      if (values.includes(deciding)) return deciding;
      return values.includes(undefined) ? undefined : !deciding;
    }
  }
}

/** @returns all versions that a condition names */
export function versionsIn(constraint: OpamConstraint): string[] {
  if (constraint.kind === 'relation') return [constraint.version];
  if (constraint.kind === 'not') return versionsIn(constraint.term);
  return constraint.kind === 'unknown' ? [] : constraint.terms.flatMap(versionsIn);
}

function holds(order: number, operator: string): boolean {
  switch (operator) {
    case '=':
      return order === 0;
    case '!=':
      return order !== 0;
    case '<':
      return order < 0;
    case '<=':
      return order <= 0;
    case '>':
      return order > 0;
    default:
      return order >= 0;
  }
}

/** or := and { "|" and }; and := term { "&" term }; "&" binds closer, as in opam. */
class ConstraintParser {
  readonly #tokens: readonly OpamToken[];
  #next = 0;
  #depth = 0;

  constructor(tokens: readonly OpamToken[]) {
    this.#tokens = tokens;
  }

  parse(): OpamConstraint {
    const constraint = this.#or();
    if (this.#next < this.#tokens.length) throw this.#unexpected();
    return constraint;
  }

  #or(): OpamConstraint {
    return this.#chain('or', '|', () => this.#chain('and', '&', () => this.#term()));
  }

  #chain(kind: 'and' | 'or', operator: string, operand: () => OpamConstraint): OpamConstraint {
    const first = operand();
    if (!this.#isAt(operator)) return first;
    const terms = [first];
    while (this.#take(operator)) terms.push(operand());
    return { kind, terms };
  }

  #term(): OpamConstraint {
    if (++this.#depth > NESTED_AT_MOST) throw this.#unexpected();
    try {
      if (this.#take('!')) return { kind: 'not', term: this.#term() };
      if (this.#take('(')) {
        const inner = this.#or();
        if (!this.#take(')')) throw this.#unexpected();
        return inner;
      }
      const relation = this.#relation();
      if (relation !== undefined) return this.#versionAfter(relation);
      return this.#comparison();
    } finally {
      this.#depth -= 1;
    }
  }

  /** A version in quotes; one in a variable, or interpolated, is not known here. */
  #versionAfter(operator: string): OpamConstraint {
    const token = this.#tokens[this.#next];
    if (token?.kind === 'string' && !token.text.includes('%{')) {
      this.#next += 1;
      return { kind: 'relation', operator, version: token.text };
    }
    this.#atom();
    return { kind: 'unknown' };
  }

  /** A variable, alone or compared: `with-test`, `os = "linux"`, `ocaml:version >= "4.08"`. */
  #comparison(): OpamConstraint {
    this.#take('?');
    this.#atom();
    if (this.#relation() !== undefined || this.#take('=~')) this.#atom();
    return { kind: 'unknown' };
  }

  #atom(): void {
    const token = this.#tokens[this.#next];
    if (token?.kind !== 'string' && token?.kind !== 'word') throw this.#unexpected();
    this.#next += 1;
    // `package:variable`
    if (token.kind === 'word' && this.#take(':')) this.#atom();
  }

  #relation(): string | undefined {
    const token = this.#tokens[this.#next];
    if (token?.kind !== 'operator' || !RELATIONS.has(token.text)) return undefined;
    this.#next += 1;
    return token.text;
  }

  #isAt(text: string): boolean {
    const token = this.#tokens[this.#next];
    return token !== undefined && token.kind !== 'string' && token.text === text;
  }

  #take(text: string): boolean {
    const found = this.#isAt(text);
    if (found) this.#next += 1;
    return found;
  }

  #unexpected(): OpamSyntaxError {
    const token = this.#tokens[this.#next];
    if (token !== undefined) {
      return new OpamSyntaxError(`Unexpected ${JSON.stringify(token.text)} in a version constraint`, token);
    }
    const last = this.#tokens.at(-1);
    return new OpamSyntaxError('Version constraint is not complete', last ?? { line: 1, column: 1 });
  }
}
