import { safeParse, type z } from 'zod';
import { type DataPath, formatPath } from './errors.ts';
import { describeFound, quote, unspacedText } from './found.ts';
import { keyHint } from './key-hint.ts';
import { memberOf } from './mapping.ts';
import { misspeltIn } from './mentions.ts';
import type { Problems } from './problems.ts';

type Issue = z.core.$ZodIssue;

/** Keys of one mapping that are reported as unknown. */
const MOST_KEYS = 50;

/**
 * Checks `value`, which stands at `path`, against `schema`, and reports what is wrong in the words of a script.
 * @param broken - places, as `formatPath` gives them, of texts that something is wrong with, which has been reported
 * @returns undefined if there was anything to report, or is anything broken
 */
export function check<Schema extends z.ZodType>(
  schema: Schema,
  value: unknown,
  path: DataPath,
  problems: Problems,
  broken: ReadonlySet<string> = NONE,
): z.output<Schema> | undefined {
  const result = schema.safeParse(value, { error: explain });
  if (result.success) return broken.size === 0 ? result.data : undefined;
  const found: Found = { root: value, depth: path.length, problems, broken };
  reportAll(result.error.issues, path, found);
  // What stands under a misspelt key may have something wrong with it, too.
  const told = new Set<string>();
  for (const part of misspeltIn(schema, value, path)) {
    const place = formatPath(part.path);
    const inner = told.has(place) ? undefined : safeParse(part.schema, part.value, { error: explain });
    told.add(place);
    if (inner?.success === false) reportAll(inner.error.issues, part.path, found);
  }
  return undefined;
}

const NONE: ReadonlySet<string> = new Set();

/** A value that has something wrong with it. */
interface Found {
  root: unknown;
  /** How many parts of a path lead to it. */
  depth: number;
  problems: Problems;
  /** Places in it of which nothing can be told. */
  broken: ReadonlySet<string>;
}

/** Lines for the keys that a mapping does not have, while the schema that knows its keys is at hand. */
function explain(issue: z.core.$ZodRawIssue): string | undefined {
  if (issue.code !== 'unrecognized_keys') return undefined;
  const shape: object = Object(memberOf(issue.inst?._zod.def, 'shape'));
  const keys = issue.keys as readonly string[];
  return keys
    .slice(0, MOST_KEYS)
    .map((key) => `Unknown key ${quote(key)}${keyHint(key, shape, Object(issue.input))}`)
    .join('\n');
}

function reportAll(issues: readonly Issue[], base: DataPath, found: Found): void {
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
    report(issue, [...base, ...(issue.path as (string | number)[])], found);
  }
}

function report(issue: Issue, path: DataPath, found: Found): void {
  const { root, depth, problems } = found;
  if (issue.code === 'unrecognized_keys') {
    const lines = issue.message.split('\n');
    for (const [i, line] of lines.entries()) problems.report([...path, issue.keys[i] ?? ''], line, 'key');
    return;
  }
  const value = valueAt(root, path.slice(depth));
  if (issue.code === 'invalid_union') {
    const branch = branchFor(issue.errors, value);
    if (branch !== undefined) {
      reportAll(branch, path, found);
      return;
    }
  }
  if (isHidden(issue, path, found)) return;
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
    problems.report(
      path,
      complete(message, describeFound(value, problems.spelling(path)) + unspacedText(value)),
    );
  }
}

/** Whether it may come of nothing but a text that something is wrong with. */
function isHidden({ code }: Issue, path: DataPath, { broken }: Found): boolean {
  if (broken.size === 0) return false;
  const place = formatPath(path);
  if (broken.has(place)) return true;
  const isWithin = (other: string): boolean => place === '' || /^[.[]/.test(other.slice(place.length));
  return code !== 'custom' && [...broken].some((other) => other.startsWith(place) && isWithin(other));
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

function valueAt(root: unknown, path: DataPath): unknown {
  let value = root;
  for (const part of path) value = memberOf(value, part);
  return value;
}
