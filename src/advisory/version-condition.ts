/**
 * A condition on the version of a package, as opam and dune write them behind its name. A relation without a version
 * compares with one that the file alone does not tell; `unknown` is something else that it does not, such as `with-test`.
 */
export type VersionCondition =
  | { kind: 'relation'; operator: Relation; version: string | undefined }
  | { kind: 'and' | 'or'; terms: readonly VersionCondition[] }
  | { kind: 'not'; term: VersionCondition }
  | { kind: 'unknown' };

export type Relation = '=' | '!=' | '<' | '<=' | '>' | '>=';

/** What every version meets. */
export const ANY_VERSION: VersionCondition = { kind: 'and', terms: [] };

const RELATIONS: ReadonlySet<string> = new Set<Relation>(['=', '!=', '<', '<=', '>', '>=']);

export function isRelation(text: string): text is Relation {
  return RELATIONS.has(text);
}

/**
 * @param order - compares the version in question with another: negative if it comes first
 * @returns whether the version meets a condition; undefined if that depends on something else
 */
export function admits(condition: VersionCondition, order: (other: string) => number): boolean | undefined {
  return evaluate(condition, ({ operator, version }) =>
    version === undefined ? undefined : holds(order(version), operator),
  );
}

/** @returns true if a dependency with this condition is one whatever else is the case */
export function isUnconditional(condition: VersionCondition): boolean {
  return evaluate(positive(condition), () => true) === true;
}

/** @returns the versions that a condition gives as the one to take */
export function exactVersions(condition: VersionCondition): string[] {
  if (condition.kind === 'relation') {
    const { operator, version } = condition;
    return operator === '=' && version !== undefined ? [version] : [];
  }
  return condition.kind === 'and' || condition.kind === 'or' ? condition.terms.flatMap(exactVersions) : [];
}

/** Of three values: a term that is not known leaves the result open, unless the others decide. */
function evaluate(
  condition: VersionCondition,
  relation: (condition: VersionCondition & { kind: 'relation' }) => boolean | undefined,
): boolean | undefined {
  switch (condition.kind) {
    case 'unknown':
      return undefined;
    case 'relation':
      return relation(condition);
    case 'not': {
      const value = evaluate(condition.term, relation);
      return value === undefined ? undefined : !value;
    }
    default: {
      // One false term decides an "and", one true term an "or".
      const deciding = condition.kind === 'or';
      let open = false;
      for (const term of condition.terms) {
        const value = evaluate(term, relation);
        if (value === deciding) return deciding;
        open ||= value === undefined;
      }
      return open ? undefined : !deciding;
    }
  }
}

/** A condition on versions that is negated is one, too. */
function positive(condition: VersionCondition): VersionCondition {
  if (condition.kind === 'not') return positive(condition.term);
  if (condition.kind === 'relation' || condition.kind === 'unknown') return condition;
  return { kind: condition.kind, terms: condition.terms.map(positive) };
}

function holds(order: number, operator: Relation): boolean {
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
