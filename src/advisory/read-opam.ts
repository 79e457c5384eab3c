import { type Manifest, type ManifestKind, type Mention, type MentionRole, splitPath } from './manifest.ts';
import { parseConstraint } from './opam-constraint.ts';
import { type OpamField, readOpamFields } from './opam-fields.ts';
import { readFormula } from './opam-formula.ts';
import type { OpamToken } from './opam-token.ts';
import type { Work } from './work.ts';

const FORMULAS: Readonly<Record<string, MentionRole>> = {
  depends: 'dependency',
  depopts: 'option',
  conflicts: 'conflict',
};

/** Of a switch export or a switch's state, and the same in a lock file. */
const LISTS: Readonly<Record<string, MentionRole>> = {
  installed: 'installed',
  roots: 'installed',
  'installed-roots': 'installed',
  compiler: 'installed',
  pinned: 'pin',
  'pin-depends': 'pin',
};

/** How a package is named with its version in a list: "netchannel.1.10.0". */
const WITH_VERSION = /^([^.]+)\.(.+)$/s;

/**
 * Reads what an opam file, a lock file or a switch export says about some packages.
 *
 * @param path - of the file; its name can tell the package, and that it is a lock file
 * @param packages - those that matter
 * @param work - is counted up
 * @returns undefined if no field is one of these files'
 * @throws ManifestSyntaxError if it is none of them
 */
export function readOpam(
  text: string,
  path: string,
  packages: ReadonlySet<string>,
  work: Work = { steps: 0 },
): Manifest | undefined {
  const fields = readOpamFields(text, work);
  const isOpam = fields.some(({ name }) => name === 'opam-version' || name in FORMULAS || name in LISTS);
  if (!isOpam) return undefined;
  const itself = ownPackage(fields, path);
  const mentions: Mention[] = [];
  for (const field of fields) {
    const role = FORMULAS[field.name];
    if (role !== undefined) {
      const context = { ownVersion: itself.version?.text, work };
      for (const atom of readFormula(field.value, packages, work)) {
        const braces = atom.constraint.length === 0 ? '' : ` {${spelled(atom.constraint)}}`;
        mentions.push({
          ...placeOf(atom.name),
          package: atom.name.text,
          role,
          field: field.name,
          text: `"${atom.name.text}"${braces}`,
          condition: parseConstraint(atom.constraint, context),
          version: undefined,
          isAlternative: atom.isAlternative,
        });
      }
    }
    const listed = LISTS[field.name];
    if (listed !== undefined) mentions.push(...namesIn(field, listed, packages));
  }
  if (itself.name !== undefined && packages.has(itself.name)) mentions.push(ownMention(itself));
  mentions.sort((a, b) => a.line - b.line || a.column - b.column);
  const kind = kindOf(fields, path);
  return { kind, mentions, isComplete: kind !== 'opam file' };
}

function kindOf(fields: readonly OpamField[], path: string): ManifestKind {
  if (fields.some(({ name }) => name === 'installed')) return 'switch export';
  return splitPath(path).name.endsWith('.locked') ? 'opam lock file' : 'opam file';
}

/** `"netchannel.1.10.0"` in a list. */
function namesIn(field: OpamField, role: MentionRole, packages: ReadonlySet<string>): Mention[] {
  return field.value.flatMap((token) => {
    const [, name, version] = (token.kind === 'string' && WITH_VERSION.exec(token.text)) || [];
    if (name === undefined || version === undefined || !packages.has(name)) return [];
    return [told(token, name, role, field.name, JSON.stringify(token.text), version)];
  });
}

interface OwnPackage {
  name: string | undefined;
  version: OpamToken | undefined;
  place: OpamToken | undefined;
}

/** Whose file it is: by its fields, or by its path, "netchannel.opam" or "netchannel.1.10.0/opam". */
function ownPackage(fields: readonly OpamField[], path: string): OwnPackage {
  const first = (name: string): OpamToken | undefined => {
    const token = fields.find((field) => field.name === name)?.value[0];
    return token?.kind === 'string' ? token : undefined;
  };
  const place = first('name');
  const version = first('version');
  const file = splitPath(path);
  const [, inName] = /^(.+)\.opam(?:\.locked)?$/s.exec(file.name) ?? [];
  const [, inFolder, folderVersion] = (file.name === 'opam' && WITH_VERSION.exec(file.folder)) || [];
  const versionOfFolder: OpamToken | undefined =
    folderVersion === undefined ? undefined : { kind: 'string', text: folderVersion, line: 1, column: 1 };
  return { name: place?.text ?? inName ?? inFolder, version: version ?? versionOfFolder, place };
}

/** The opam file of a package that matters. Without a version it is that of its sources. */
function ownMention({ name = '', version, place }: OwnPackage): Mention {
  const { line, column } = version ?? place ?? { line: 1, column: 1 };
  const text = version === undefined ? `name: "${name}"` : `version: ${JSON.stringify(version.text)}`;
  return told({ line, column }, name, 'itself', 'version', text, version?.text ?? 'dev');
}

function told(
  place: { line: number; column: number },
  name: string,
  role: MentionRole,
  field: string,
  text: string,
  version: string,
): Mention {
  const condition = { kind: 'relation', operator: '=', version } as const;
  return { ...placeOf(place), package: name, role, field, text, condition, version, isAlternative: false };
}

function placeOf({ line, column }: { line: number; column: number }): { line: number; column: number } {
  return { line, column };
}

/** How many tokens of a constraint are told. */
const SPELLED_AT_MOST = 60;

function spelled(tokens: readonly OpamToken[]): string {
  const shown = tokens
    .slice(0, SPELLED_AT_MOST)
    .map((token) => {
      const text = token.text.length > 200 ? `${token.text.slice(0, 200)}…` : token.text;
      return token.kind === 'string' ? JSON.stringify(text) : text;
    })
    .join(' ')
    .replaceAll('( ', '(')
    .replaceAll(' )', ')')
    .replaceAll(' : ', ':')
    .replaceAll('! ', '!');
  return tokens.length > SPELLED_AT_MOST ? `${shown} …` : shown;
}
