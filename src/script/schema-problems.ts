import type { z } from 'zod';
import type { DataPath } from './errors.ts';
import { memberOf } from './mapping.ts';
import type { Problems } from './problems.ts';
import { didYouMean } from './suggestion.ts';

type Issue = z.core.$ZodIssue;

/** Keys of one mapping that are reported as unknown. */
const MOST_KEYS = 50;

/**
 * Checks `value`, which stands at `path`, against `schema`, and reports what is wrong in the words of a script.
 * @returns undefined if there was anything to report
 */
export function check<Schema extends z.ZodType>(
  schema: Schema,
  value: unknown,
  path: DataPath,
  problems: Problems,
): z.output<Schema> | undefined {
  const result = schema.safeParse(value, { error: explain });
  if (result.success) return result.data;
  reportAll(result.error.issues, value, path, path.length, problems);
  return undefined;
}

/** Lines for the keys that a mapping does not have, while the schema that knows its keys is at hand. */
function explain(issue: z.core.$ZodRawIssue): string | undefined {
  if (issue.code !== 'unrecognized_keys') return undefined;
  const known = Object.keys(Object(memberOf(issue.inst?._zod.def, 'shape')));
  const keys = issue.keys as readonly string[];
  return keys
    .slice(0, MOST_KEYS)
    .map((key) => `Unknown key ${quote(key)}${didYouMean(key, known)}`)
    .join('\n');
}

function reportAll(
  issues: readonly Issue[],
  root: unknown,
  base: DataPath,
  depth: number,
  problems: Problems,
): void {
  const withUnknownKeys = new Set<string>();
  for (const issue of issues)
    if (issue.code === 'unrecognized_keys') withUnknownKeys.add(JSON.stringify(issue.path));
  const told = new Set<string>();
  for (const issue of issues) {
    // A value can break several rules of one schema, whose message is the same for all.
    const key = JSON.stringify([issue.path, issue.message]);
    if (told.has(key)) continue;
    told.add(key);
    // That a mapping lacks a key follows when the key is misspelt.
    if (issue.code === 'custom' && withUnknownKeys.has(JSON.stringify(issue.path))) continue;
    report(issue, root, [...base, ...(issue.path as (string | number)[])], depth, problems);
  }
}

/** @param depth - how many parts of `path` lead to `root` */
function report(issue: Issue, root: unknown, path: DataPath, depth: number, problems: Problems): void {
  if (issue.code === 'unrecognized_keys') {
    const lines = issue.message.split('\n');
    for (const [i, line] of lines.entries()) problems.report([...path, issue.keys[i] ?? ''], line, 'key');
    return;
  }
  const value = valueAt(root, path.slice(depth));
  if (issue.code === 'invalid_union') {
    const branch = branchFor(issue.errors, value);
    if (branch !== undefined) {
      reportAll(branch, root, path, depth, problems);
      return;
    }
  }
  if (issue.code === 'invalid_key') {
    const message = issue.issues[0]?.message ?? issue.message;
    problems.report(path, complete(message, quote(String(path.at(-1)))), 'key');
    return;
  }
  const message = wordsOf(issue);
  if (value === undefined && message.startsWith('Expected ')) {
    const key = quote(String(path.at(-1)));
    problems.report(path, `Missing key ${key}: e${message.slice(1)}`);
  } else {
    problems.report(path, complete(message, describeFound(value, problems.spelling(path))));
  }
}

/** The one alternative that `value` was meant for: what has members can only be told apart by them. */
function branchFor(branches: readonly (readonly Issue[])[], value: unknown): readonly Issue[] | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const possible = branches.filter((issues) => !issues.some(isAboutTheWhole));
  return possible.length === 1 ? possible[0] : undefined;
}

function isAboutTheWhole({ code, path }: Issue): boolean {
  return (
    path.length === 0 && (code === 'invalid_type' || code === 'invalid_value' || code === 'invalid_union')
  );
}

function wordsOf(issue: Issue): string {
  if (issue.code !== 'invalid_type' || issue.message.startsWith('Expected ')) return issue.message;
  return issue.expected === 'object' || issue.expected === 'record'
    ? 'Expected a mapping'
    : `Expected a value of type ${issue.expected}`;
}

function complete(message: string, found: string): string {
  return message.startsWith('Expected ') ? `${message}, got ${found}` : message;
}

/** @returns a value as a reader of the script knows it */
export function describeFound(value: unknown, spelling?: string): string {
  if (value === null || value === undefined) return 'nothing';
  if (typeof value === 'string') return quote(value);
  if (Array.isArray(value)) return value.length === 0 ? 'an empty list' : 'a list';
  if (typeof value === 'object') return 'a mapping';
  return shorten(spelling ?? String(value));
}

/** @returns `text` in quotes, shortened if it is long */
export function quote(text: string): string {
  return JSON.stringify(shorten(text));
}

function shorten(text: string): string {
  return text.length > 60 ? `${text.slice(0, 59)}…` : text;
}

function valueAt(root: unknown, path: DataPath): unknown {
  let value = root;
  for (const part of path) value = memberOf(value, part);
  return value;
}
