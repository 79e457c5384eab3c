import type { z } from 'zod';
import { jsonRunsSchema } from '../json-runs-schema.ts';
import { type JsonReport, jsonReportSchema } from '../json-schema.ts';
import { grouped } from '../words.ts';
import { CannotMergeReports } from './cannot-merge-reports.ts';

/** How deep lists and objects of a report may be in each other. That of several runs has 9 levels. */
export const MOST_NESTING = 32;

/** Values of all kinds that a text may hold: more than the largest report that is written. */
export const MOST_VALUES = 16_000_000;

/** Values in one item of a list of a report, such as a leak. */
const MOST_IN_ITEM = 65_536;

/** Values of a report beside its lists. */
const MOST_IN_REST = 1_000_000;

/** A report, and what messages call it: `"part3.json"`. */
export interface NamedReport {
  name: string;
  report: JsonReport;
}

/**
 * Reads the reports in a text. All is looked at in order, and the first thing that is wrong ends it: what a text that was
 * made to do harm costs is bounded by its length.
 *
 * @param name - what messages call the text
 * @returns one report, or those of several runs
 * @throws CannotMergeReports if it is no report
 */
export function parseReports(text: string, name: string): NamedReport[] {
  checkSize(text, name);
  const value = parse(text, name);
  if (!isRecord(value) || !('runs' in value)) return [{ name, report: reportOf(value, name, []) }];
  checkKeys(jsonRunsSchema, value, name, []);
  const { runs, ...rest } = value;
  const { failed } = checked(jsonRunsSchema, { ...rest, runs: [] }, name, []);
  if (!Array.isArray(runs)) refuse(name, ['runs'], 'expected a list');
  const [broken] = failed;
  if (broken !== undefined) {
    throw new CannotMergeReports(
      `Cannot merge ${name}: the run of ${JSON.stringify(broken.file)} under ${broken.release} failed; run it again`,
    );
  }
  return runs.map((run, i) => ({ name, report: reportOf(run, name, ['runs', i]) }));
}

/** Lists and objects within each other, and all values, are counted before memory is taken for them. */
function checkSize(text: string, name: string): void {
  let depth = 0;
  let values = 1;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code === 0x22) {
      i = endOfString(text, i);
    } else if (code === 0x5b || code === 0x7b) {
      if (++depth > MOST_NESTING) {
        throw new CannotMergeReports(
          `Cannot merge ${name}: it is no JSON report: ${MOST_NESTING + 1} lists and objects within each other at offset ${i}`,
        );
      }
      values++;
    } else if (code === 0x5d || code === 0x7d) {
      depth--;
    } else if (code === 0x2c) {
      values++;
    }
    if (values > MOST_VALUES) {
      throw new CannotMergeReports(
        `Cannot merge ${name}: it has more than ${grouped(MOST_VALUES)} values at offset ${i}; list fewer findings in the shards (--list)`,
      );
    }
  }
}

/** @returns the position of the quote that ends the string which begins at `from`, or of the end of the text */
function endOfString(text: string, from: number): number {
  for (let i = from + 1; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code === 0x22) return i;
    if (code === 0x5c) i++;
  }
  return text.length;
}

function parse(text: string, name: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new CannotMergeReports(`Cannot merge ${name}: it is no whole JSON report: ${reason}`, {
      cause: error,
    });
  }
}

type Path = readonly (string | number)[];

/** Lists item by item, and all else at once. */
function reportOf(value: unknown, name: string, path: Path): JsonReport {
  if (!isRecord(value)) return refuse(name, path, 'expected an object');
  checkKeys(jsonReportSchema, value, name, path);
  const shell: Record<string, unknown> = { ...value };
  const lists: [key: string, items: readonly unknown[]][] = [];
  for (const [key, items] of Object.entries(value)) {
    if (!Array.isArray(items)) continue;
    lists.push([key, items]);
    shell[key] = [];
  }
  checkCount(shell, MOST_IN_REST, name, path);
  const report: Record<string, unknown> = { ...checked(jsonReportSchema, shell, name, path) };
  for (const [key, items] of lists) {
    report[key] = items.map((item, i) => {
      const at = [...path, key, i];
      checkCount(item, MOST_IN_ITEM, name, at);
      return checkedItem(key, item, name, at);
    });
  }
  return report as JsonReport;
}

function checkedItem(key: string, item: unknown, name: string, path: Path): unknown {
  const list = jsonReportSchema.shape[key as keyof JsonReport];
  const schema = 'element' in list ? (list.element as z.ZodType) : list;
  return checked(schema, item, name, path);
}

function checked<T extends z.ZodType>(schema: T, value: unknown, name: string, path: Path): z.output<T> {
  const { success, data, error } = schema.safeParse(value);
  if (success) return data;
  const [issue] = error.issues;
  return refuse(name, [...path, ...(issue?.path.map(String) ?? [])], issue?.message ?? 'it has another form');
}

/** Keys that no report has are refused at the first of them: there may be as many as a text holds. */
function checkKeys({ shape }: z.ZodObject, value: object, name: string, path: Path): void {
  for (const key in value) {
    if (!Object.hasOwn(shape, key)) refuse(name, path, `Unrecognized key: ${JSON.stringify(key)}`);
  }
}

function checkCount(value: unknown, most: number, name: string, path: Path): void {
  let left = most;
  const count = (inner: unknown): boolean => {
    if (--left < 0) return false;
    return typeof inner !== 'object' || inner === null || Object.values(inner).every(count);
  };
  if (!count(value)) refuse(name, path, `it has more than ${grouped(most)} values`);
}

function refuse(name: string, path: Path, reason: string): never {
  const where = path.length === 0 ? '' : ` at ${path.join('.')}`;
  throw new CannotMergeReports(
    `Cannot merge ${name}: it is no JSON report of a run, of this version${where}: ${reason}`,
  );
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
