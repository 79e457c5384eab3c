import type { MakePage } from './html-reporter.ts';
import { ofSuites } from './of-suites.ts';
import type { ReporterRow } from './reporter-row.ts';

/**
 * All reporters. From this table come the names that --reporter takes, their completions, and what messages and files
 * are called. To add one, write its file and add a row.
 */
export const REPORTERS: readonly ReporterRow[] = [
  {
    name: 'text',
    title: 'text report',
    says: 'for people',
    extension: 'txt',
    reader: 'person',
    syntax: 'text',
    run: async ({ text }) => new (await import('./text-reporter.ts')).TextReporter(text),
    comparison: async ({ text }) => {
      const { renderComparison } = await import('../comparison/text.ts');
      return ({ result, captures }) => renderComparison(result, { ...text, captures });
    },
    inspection: async ({ text }) => {
      const { renderInspection } = await import('../inspection/text.ts');
      return ({ result }) => renderInspection(result, text);
    },
    probe: async ({ text }) => {
      const { renderProbe } = await import('../probe/text.ts');
      return ({ subject, result }) => renderProbe(subject, result, text);
    },
  },
  {
    name: 'json',
    title: 'JSON report',
    says: 'everything, for programs',
    extension: 'json',
    reader: 'program',
    syntax: 'json',
    run: async ({ several }) => new (await import('./json-reporter.ts')).JsonReporter(several),
    comparison: async () => {
      const { comparisonReportText } = await import('../comparison/json.ts');
      return ({ result, captures }) => comparisonReportText(result, captures);
    },
    inspection: async () => {
      const { inspectionText } = await import('../inspection/json.ts');
      return ({ result }) => inspectionText(result);
    },
    probe: async () => {
      const { probeText } = await import('../probe/json.ts');
      return ({ subject, result }) => probeText(subject, result);
    },
  },
  {
    name: 'junit',
    title: 'JUnit report',
    says: 'XML for CI systems',
    extension: 'xml',
    reader: 'program',
    syntax: 'xml',
    ...ofSuites(async () => (await import('./junit-reporter.ts')).JUnitReporter.of),
  },
  {
    name: 'tap',
    title: 'TAP report',
    says: 'version 14',
    extension: 'tap',
    reader: 'program',
    // In strings; elsewhere it is part of a comment.
    syntax: 'json',
    ...ofSuites(async () => (await import('./tap-reporter.ts')).TapReporter.of),
    // One run after the other, while they are made.
    run: async ({ runs }) => new (await import('./tap-reporter.ts')).TapReporter(runs),
  },
  {
    name: 'html',
    title: 'page',
    says: 'a page to look at the run in a browser',
    needsPackets: true,
    extension: 'html',
    reader: 'program',
    // Whatever is not of the page itself is JSON.
    syntax: 'json',
    run: async ({ page = noPage }) => new (await import('./html-reporter.ts')).HtmlReporter(await page()),
    comparison: ({ page = noPage }) => page(),
    inspection: ({ page = noPage }) => page(),
  },
  {
    name: 'sarif',
    title: 'SARIF report',
    says: 'SARIF 2.1.0 for code scanning',
    extension: 'sarif',
    reader: 'program',
    syntax: 'json',
    ...ofSuites(async () => (await import('./sarif-report.ts')).sarifReport),
  },
  {
    name: 'github',
    title: 'GitHub annotations',
    says: 'annotations of GitHub Actions, where they come by themselves if no reporter is named',
    extension: 'log',
    reader: 'program',
    syntax: 'commands',
    automaticIn: 'GITHUB_ACTIONS',
    ...ofSuites(async () => (await import('./github-annotations.ts')).githubAnnotations),
  },
  {
    name: 'markdown',
    title: 'Markdown report',
    says: 'for pull requests and job summaries',
    extension: 'md',
    reader: 'program',
    syntax: 'text',
    ...ofSuites(async () => (await import('./markdown-report.ts')).markdownReport),
  },
];

/** Of what has no packets, which a page could show. */
async function noPage(): Promise<MakePage> {
  return () => {
    throw new TypeError('Cannot make a page: there are no packets to go through');
  };
}

/** What a reporter can be told of. */
export type Subject = 'run' | 'comparison' | 'inspection' | 'probe';

/** A reporter that can tell a subject. */
export type ReporterOf<S extends Subject> = ReporterRow & { [K in S]-?: NonNullable<ReporterRow[K]> };

/** @returns those that can tell a subject */
export function reportersOf<S extends Subject>(
  subject: S,
  rows: readonly ReporterRow[] = REPORTERS,
): ReporterOf<S>[] {
  return rows.filter((row): row is ReporterOf<S> => row[subject] !== undefined);
}
