import { type Manifest, type Mention, type MentionRole, splitPath } from './manifest.ts';
import { fieldOf, readSExpressions, type SExpression, spelledOut } from './s-expression.ts';
import { ANY_VERSION, isRelation, type VersionCondition } from './version-condition.ts';
import type { Work } from './work.ts';

const FORMULAS: Readonly<Record<string, MentionRole>> = {
  depends: 'dependency',
  depopts: 'option',
  conflicts: 'conflict',
};

/**
 * Reads what a dune-project file asks for: the `package` stanzas, and `pin` ones.
 *
 * @param packages - those that matter
 * @param work - is counted up
 * @returns undefined if it is no such file
 * @throws ManifestSyntaxError
 */
export function readDuneProject(
  text: string,
  packages: ReadonlySet<string>,
  work: Work = { steps: 0 },
): Manifest | undefined {
  const stanzas = readSExpressions(text, work);
  if (!stanzas.some((stanza) => fieldOf(stanza, 'lang') !== undefined)) return undefined;
  const projectVersion = atomIn(stanzas, 'version');
  const mentions = stanzas.flatMap((stanza) => {
    const fields = fieldOf(stanza, 'package');
    if (fields !== undefined) return inPackage(fields, projectVersion, packages);
    return inPin(fieldOf(stanza, 'pin') ?? [], packages);
  });
  return { kind: 'dune-project', mentions, isComplete: false };
}

/**
 * Reads a file of a dune.lock folder: "netchannel.pkg", or "netchannel.1.10.0.pkg" in folders for several platforms.
 * It is about one package; the folder has all of them.
 *
 * @param path - of the file, whose name tells the package
 * @param packages - those that matter
 * @param work - is counted up
 * @throws ManifestSyntaxError
 */
export function readDunePackage(
  text: string,
  path: string,
  packages: ReadonlySet<string>,
  work: Work = { steps: 0 },
): Manifest {
  const fields = readSExpressions(text, work);
  const [, name = ''] = /^([^.]+)/.exec(splitPath(path).name) ?? [];
  const mentions: Mention[] = [];
  if (packages.has(name)) {
    const told = fields.find((field) => fieldOf(field, 'version') !== undefined);
    // As dune does.
    const version = atomIn(fields, 'version') ?? 'dev';
    mentions.push({
      ...place(told ?? { line: 1, column: 1 }),
      package: name,
      role: 'installed',
      field: 'version',
      text: told === undefined ? 'no version' : spelledOut(told),
      condition: { kind: 'relation', operator: '=', version },
      version,
      isAlternative: false,
    });
  }
  return { kind: 'dune lock', mentions, isComplete: true };
}

function inPackage(
  fields: readonly SExpression[],
  projectVersion: string | undefined,
  packages: ReadonlySet<string>,
): Mention[] {
  const ownVersion = atomIn(fields, 'version') ?? projectVersion;
  const name = atomIn(fields, 'name');
  const mentions: Mention[] = [];
  for (const field of fields) {
    if (fieldOf(field, 'name') !== undefined && name !== undefined && packages.has(name)) {
      const version = ownVersion ?? 'dev';
      const condition = { kind: 'relation', operator: '=', version } as const;
      const text = ownVersion === undefined ? spelledOut(field) : `(version ${ownVersion})`;
      const at = { ...place(field), package: name, field: 'package' };
      mentions.push({ ...at, role: 'itself', text, condition, version, isAlternative: false });
    }
    for (const [of, role] of Object.entries(FORMULAS)) {
      for (const item of fieldOf(field, of) ?? []) {
        mentions.push(...dependencies(item, { field: of, role, ownVersion, packages, isAlternative: false }));
      }
    }
  }
  return mentions;
}

interface DependencyContext {
  field: string;
  role: MentionRole;
  ownVersion: string | undefined;
  packages: ReadonlySet<string>;
  isAlternative: boolean;
}

/** `name`, `(name condition...)`, or several that are joined: `(or a (b (>= 1)))`. */
function dependencies(item: SExpression, context: DependencyContext): Mention[] {
  const { field, role, ownVersion, packages, isAlternative } = context;
  const [first, ...rest] = 'list' in item ? item.list : [item];
  if (first === undefined || !('atom' in first)) return [];
  const joined = first.atom === 'and' || first.atom === 'or';
  if (joined && rest.every((part) => 'list' in part || !part.isQuoted)) {
    const below = { ...context, isAlternative: isAlternative || first.atom === 'or' };
    return rest.flatMap((part) => dependencies(part, below));
  }
  if (!packages.has(first.atom)) return [];
  const terms = rest.map((term) => conditionOf(term, ownVersion));
  const [only] = terms;
  const condition = only !== undefined && terms.length === 1 ? only : { kind: 'and' as const, terms };
  const at = { ...place(item), package: first.atom, field, role };
  return [
    {
      ...at,
      text: spelledOut(item),
      condition: terms.length === 0 ? ANY_VERSION : condition,
      version: undefined,
      isAlternative,
    },
  ];
}

/** `(>= 1.10)`, `(and ...)`, `(or ...)`, `:with-test`; `(= :os linux)` is no relation to a version. */
function conditionOf(term: SExpression, ownVersion: string | undefined): VersionCondition {
  if (!('list' in term)) return { kind: 'unknown' };
  const [first, ...rest] = term.list;
  if (first === undefined || !('atom' in first)) return { kind: 'unknown' };
  if (first.atom === 'and' || first.atom === 'or') {
    return { kind: first.atom, terms: rest.map((part) => conditionOf(part, ownVersion)) };
  }
  const [operand, ...more] = rest;
  if (first.atom === 'not' && operand !== undefined && more.length === 0) {
    return { kind: 'not', term: conditionOf(operand, ownVersion) };
  }
  const operator = first.atom === '<>' ? '!=' : first.atom;
  if (!isRelation(operator) || operand === undefined || more.length > 0 || !('atom' in operand)) {
    return { kind: 'unknown' };
  }
  return { kind: 'relation', operator, version: versionOf(operand.atom, ownVersion) };
}

/** `:version` and `%{version}` are that of the package itself. */
function versionOf(text: string, ownVersion: string | undefined): string | undefined {
  if (text === ':version' || text === '%{version}') return ownVersion;
  return text.startsWith(':') || text.includes('%{') ? undefined : text;
}

/** `(pin (url ...) (package (name netchannel) (version 1.10.0)))` */
function inPin(fields: readonly SExpression[], packages: ReadonlySet<string>): Mention[] {
  return fields.flatMap((field) => {
    const pinned = fieldOf(field, 'package') ?? [];
    const name = atomIn(pinned, 'name');
    if (name === undefined || !packages.has(name)) return [];
    const version = atomIn(pinned, 'version') ?? 'dev';
    const condition = { kind: 'relation', operator: '=', version } as const;
    const at = { ...place(field), package: name, field: 'pin', text: spelledOut(field) };
    return [{ ...at, role: 'pin' as const, condition, version, isAlternative: false }];
  });
}

/** @returns the atom of the first `(name atom)` */
function atomIn(fields: readonly SExpression[], name: string): string | undefined {
  for (const field of fields) {
    const [value] = fieldOf(field, name) ?? [];
    if (value !== undefined && 'atom' in value) return value.atom;
  }
  return undefined;
}

function place({ line, column }: { line: number; column: number }): { line: number; column: number } {
  return { line, column };
}
