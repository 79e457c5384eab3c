import type { Advisory } from './advisory.ts';
import { admits, parseConstraint, versionsIn } from './opam-constraint.ts';
import { isMark, type OpamField, readOpamFields } from './opam-fields.ts';
import type { OpamPlace, OpamToken } from './opam-token.ts';
import { isInRange } from './opam-version.ts';

/** A place in an opam file that names the package of an advisory. */
export interface OpamMention extends OpamPlace {
  /** The field that it stands in. */
  field: string;
  /** As in the file, with single spaces. */
  text: string;
  /** Affected versions that it names or can select; none is good. */
  affected: readonly string[];
  /** It names one version, rather than a choice. */
  exact: boolean;
}

const DEPENDENCIES = new Set(['depends', 'depopts']);
const CONFLICTS = new Set(['conflicts']);
/** Of a switch export, a pin list, and the same in a lock file. */
const PACKAGE_LISTS = new Set(['installed', 'roots', 'installed-roots', 'compiler', 'pinned', 'pin-depends']);

/**
 * Finds where an opam file, a lock file or a switch export names the package of an advisory.
 *
 * @returns places in the order of the text, and whether any field is one of these files'
 * @throws OpamSyntaxError if it is none of these
 */
export function findMentions(text: string, advisory: Advisory): { mentions: OpamMention[]; isOpam: boolean } {
  const fields = readOpamFields(text);
  const conflicts = fields
    .filter(({ name }) => CONFLICTS.has(name))
    .flatMap((field) => constrained(field, advisory.package));
  const excluded = (version: string): boolean =>
    conflicts.some(({ constraint }) => admits(parseConstraint(constraint), version) === true);
  const mentions = fields.flatMap((field) => {
    if (DEPENDENCIES.has(field.name)) {
      return constrained(field, advisory.package).map((found) =>
        dependency(field, found, advisory, excluded),
      );
    }
    return PACKAGE_LISTS.has(field.name) ? listed(field, advisory) : [];
  });
  mentions.push(...itself(fields, advisory));
  mentions.sort((a, b) => a.line - b.line || a.column - b.column);
  const isOpam = fields.some(({ name }) => name === 'opam-version' || isRead(name));
  return { mentions, isOpam };
}

function isRead(field: string): boolean {
  return DEPENDENCIES.has(field) || PACKAGE_LISTS.has(field);
}

interface Constrained {
  token: OpamToken;
  constraint: readonly OpamToken[];
}

/** @returns where a formula names a package, and what stands in the braces after it */
function constrained({ value }: OpamField, name: string): Constrained[] {
  const found: Constrained[] = [];
  let depth = 0;
  for (const [i, token] of value.entries()) {
    if (isMark(token, '{')) depth += 1;
    if (isMark(token, '}')) depth -= 1;
    // A string in braces is a version or the value of a variable.
    if (depth > 0 || token.kind !== 'string' || token.text !== name) continue;
    const hasBraces = isMark(value[i + 1], '{');
    const end = hasBraces ? value.findIndex((other, j) => j > i && isMark(other, '}')) : i;
    found.push({ token, constraint: value.slice(i + 2, Math.max(end, i + 2)) });
  }
  return found;
}

function dependency(
  field: OpamField,
  { token, constraint }: Constrained,
  advisory: Advisory,
  excluded: (version: string) => boolean,
): OpamMention {
  const condition = parseConstraint(constraint);
  // What a solver can choose is what was released; a version that the file itself names may be pinned.
  const candidates = new Set([...advisory.released, ...versionsIn(condition)]);
  const affected = [...candidates].filter(
    (version) =>
      isInRange(version, advisory.affected) && admits(condition, version) !== false && !excluded(version),
  );
  const braces = constraint.length === 0 ? '' : ` {${spelled(constraint)}}`;
  return {
    line: token.line,
    column: token.column,
    field: field.name,
    text: `"${advisory.package}"${braces}`,
    affected,
    exact: condition.kind === 'relation' && condition.operator === '=',
  };
}

/** `"netchannel.1.10.0"` in a list. */
function listed(field: OpamField, advisory: Advisory): OpamMention[] {
  const prefix = `${advisory.package}.`;
  return field.value
    .filter(({ kind, text }) => kind === 'string' && text.startsWith(prefix))
    .map((token) => named(token, field.name, `"${token.text}"`, token.text.slice(prefix.length), advisory));
}

/** The opam file of the package itself. */
function itself(fields: readonly OpamField[], advisory: Advisory): OpamMention[] {
  const [name] = fields.find((field) => field.name === 'name')?.value ?? [];
  const [version] = fields.find((field) => field.name === 'version')?.value ?? [];
  if (name?.text !== advisory.package || version?.kind !== 'string') return [];
  return [named(version, 'version', `version: "${version.text}"`, version.text, advisory)];
}

function named(
  { line, column }: OpamToken,
  field: string,
  text: string,
  version: string,
  advisory: Advisory,
): OpamMention {
  const affected = isInRange(version, advisory.affected) ? [version] : [];
  return { line, column, field, text, affected, exact: true };
}

function spelled(tokens: readonly OpamToken[]): string {
  return tokens
    .map(({ kind, text }) => (kind === 'string' ? JSON.stringify(text) : text))
    .join(' ')
    .replaceAll('( ', '(')
    .replaceAll(' )', ')')
    .replaceAll(' : ', ':')
    .replaceAll('! ', '!');
}
