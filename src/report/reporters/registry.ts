import type { ReporterRow } from './reporter-row.ts';

/**
 * All reporters. From this table come the names that --reporter takes, their completions, and what messages and files
 * are called. To add one, write its file and add a row.
 */
export const REPORTERS: readonly ReporterRow[] = [
  {
    name: 'text',
    title: 'text report',
    extension: 'txt',
    reader: 'person',
    run: async ({ text }) => new (await import('./text-reporter.ts')).TextReporter(text),
  },
  {
    name: 'json',
    title: 'JSON report',
    extension: 'json',
    reader: 'program',
    run: async ({ several }) => new (await import('./json-reporter.ts')).JsonReporter(several),
  },
  {
    name: 'junit',
    title: 'JUnit report',
    extension: 'xml',
    reader: 'program',
    run: async () => new (await import('./junit-reporter.ts')).JUnitReporter(),
  },
  {
    name: 'tap',
    title: 'TAP report',
    extension: 'tap',
    reader: 'program',
    run: async ({ runs }) => new (await import('./tap-reporter.ts')).TapReporter(runs),
  },
];

/** What a reporter can be told of. */
export type Subject = 'run';

/** A reporter that can tell a subject. */
export type ReporterOf<S extends Subject> = ReporterRow & { [K in S]-?: NonNullable<ReporterRow[K]> };

/** @returns those that can tell a subject */
export function reportersOf<S extends Subject>(
  subject: S,
  rows: readonly ReporterRow[] = REPORTERS,
): ReporterOf<S>[] {
  return rows.filter((row): row is ReporterOf<S> => row[subject] !== undefined);
}
