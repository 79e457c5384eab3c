import type { ReporterRow } from './reporter-row.ts';
import { tellingSuites } from './telling-suites.ts';

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
    comparison: async ({ text }) => {
      const { renderComparison } = await import('../comparison/text.ts');
      return ({ result, captures }) => renderComparison(result, { ...text, captures });
    },
    inspection: async ({ text }) => {
      const { renderInspection } = await import('../inspection/text.ts');
      return ({ result }) => renderInspection(result, text);
    },
  },
  {
    name: 'json',
    title: 'JSON report',
    extension: 'json',
    reader: 'program',
    run: async ({ several }) => new (await import('./json-reporter.ts')).JsonReporter(several),
    comparison: async () => {
      const { comparisonReportText } = await import('../comparison/json.ts');
      return ({ result, captures }) => comparisonReportText(result, captures);
    },
    inspection: async () => {
      const { inspectionText } = await import('../inspection/json.ts');
      return ({ result }) => inspectionText(result);
    },
  },
  {
    name: 'junit',
    title: 'JUnit report',
    extension: 'xml',
    reader: 'program',
    run: async () => new (await import('./junit-reporter.ts')).JUnitReporter(),
    ...tellingSuites(async () => (await import('./junit-reporter.ts')).JUnitReporter.of),
  },
  {
    name: 'tap',
    title: 'TAP report',
    extension: 'tap',
    reader: 'program',
    run: async ({ runs }) => new (await import('./tap-reporter.ts')).TapReporter(runs),
    ...tellingSuites(async () => (await import('./tap-reporter.ts')).TapReporter.of),
  },
];

/** What a reporter can be told of. */
export type Subject = 'run' | 'comparison' | 'inspection';

/** A reporter that can tell a subject. */
export type ReporterOf<S extends Subject> = ReporterRow & { [K in S]-?: NonNullable<ReporterRow[K]> };

/** @returns those that can tell a subject */
export function reportersOf<S extends Subject>(
  subject: S,
  rows: readonly ReporterRow[] = REPORTERS,
): ReporterOf<S>[] {
  return rows.filter((row): row is ReporterOf<S> => row[subject] !== undefined);
}
