import type { ScriptDocument } from '../document/read-document.ts';
import type { DataPath } from '../errors.ts';
import { memberOf } from '../mapping.ts';
import type { Problems } from '../problems.ts';
import type { ScriptReader } from '../script-reader.ts';

const NONE: ReadonlySet<string> = new Set();

/** A file that the head of a script includes. */
export interface HeadInclude {
  name: string;
  /** Where its name stands. */
  path: DataPath;
}

/** @returns what the head of a script includes; undefined if that cannot be told */
export function headIncludes(
  document: ScriptDocument,
  reader: ScriptReader,
  problems: Problems,
): HeadInclude[] | undefined {
  const value = memberOf(document.value, 'include');
  if (value === undefined) return [];
  // What is wrong with its shape is reported when the head is checked.
  const checked = reader.headInclude({ value, path: ['include'], document, broken: NONE });
  if (checked === undefined) return undefined;
  const included =
    typeof checked === 'string'
      ? [{ name: checked, path: ['include'] }]
      : checked.map((name, i) => ({ name, path: ['include', i] }));
  const first = included.find(({ name }) => name.includes('${'));
  if (first === undefined) return included;
  problems.report(
    first.path,
    'A variable cannot stand in what the head includes: it may bring variables itself',
  );
  return undefined;
}
