import { isMark } from './opam-fields.ts';
import type { OpamToken } from './opam-token.ts';
import type { Work } from './work.ts';

/** A package in a formula. */
export interface FormulaAtom {
  name: OpamToken;
  /** What stands in the braces after it. */
  constraint: readonly OpamToken[];
  /** Another package would do as well. */
  isAlternative: boolean;
}

/** A part of a formula that is read: a list, or what stands in parentheses. */
interface Part {
  /** How many atoms were found when its current element began. */
  start: number;
  /** There is a "|" in the current element, outside what it nests. */
  hasOr: boolean;
}

/**
 * Finds packages in a formula, such as the value of `depends`. The elements of a list are all asked for; within one,
 * operators say what is.
 *
 * @param value - with its brackets balanced
 * @param work - is counted up
 */
export function readFormula(
  value: readonly OpamToken[],
  packages: ReadonlySet<string>,
  work: Work,
): FormulaAtom[] {
  const atoms: FormulaAtom[] = [];
  // Whether an atom is an alternative is the sum of the changes up to it, because parts nest.
  const changes: number[] = [];
  const change = (at: number, by: number): void => {
    changes[at] = (changes[at] ?? 0) + by;
  };
  const parts: Part[] = [{ start: 0, hasOr: false }];
  let afterOperator = false;
  const finish = (part: Part): void => {
    if (part.hasOr && part.start < atoms.length) {
      change(part.start, 1);
      change(atoms.length, -1);
    }
  };
  const begin = (): void => {
    const part = parts.at(-1);
    if (part !== undefined && !afterOperator) {
      finish(part);
      part.start = atoms.length;
      part.hasOr = false;
    }
    afterOperator = false;
  };
  let i = 0;
  while (i < value.length) {
    const token = value[i];
    if (token === undefined) break;
    let next = i + 1;
    if (isMark(token, '[') || isMark(token, '(')) {
      begin();
      parts.push({ start: atoms.length, hasOr: false });
    } else if (isMark(token, ']') || isMark(token, ')')) {
      const part = parts.pop();
      if (part !== undefined) finish(part);
      afterOperator = false;
    } else if (isMark(token, '{')) {
      next = afterBraces(value, i);
    } else if (token.kind === 'operator') {
      const part = parts.at(-1);
      if (token.text === '|' && part !== undefined) part.hasOr = true;
      afterOperator = true;
    } else if (token.kind === 'string') {
      begin();
      const end = isMark(value[next], '{') ? afterBraces(value, next) : next;
      if (packages.has(token.text)) {
        atoms.push({ name: token, constraint: value.slice(next + 1, end - 1), isAlternative: false });
      }
      next = end;
    }
    work.steps += next - i;
    i = next;
  }
  for (const part of parts) finish(part);
  let alternatives = 0;
  for (const [at, atom] of atoms.entries()) {
    alternatives += changes[at] ?? 0;
    atom.isAlternative = alternatives > 0;
  }
  return atoms;
}

/** @returns where the text goes on after the braces that open at `start` */
function afterBraces(value: readonly OpamToken[], start: number): number {
  let depth = 0;
  for (let i = start; i < value.length; i++) {
    if (isMark(value[i], '{')) depth += 1;
    else if (isMark(value[i], '}') && --depth === 0) return i + 1;
  }
  return value.length;
}
