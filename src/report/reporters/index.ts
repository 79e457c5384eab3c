/**
 * Reporters: what `run --reporter` prints, for runs of your own.
 *
 * @example
 * ```ts
 * import { loadScript, runScript } from 'netchannel-sim';
 * import { JUnitReporter } from 'netchannel-sim/reporters';
 *
 * const file = 'one.json';
 * const script = loadScript('{"name": "one", "steps": [{"arp": {"request": "10.0.0.2"}}]}', file);
 * const reporter = new JUnitReporter();
 * let text = '';
 * for (const release of ['1.10.0', '1.10.1'] as const) {
 *   const result = await runScript(script, { release });
 *   text += reporter.run({ file, release, result, capture: null, demands: [] });
 * }
 * text += reporter.end();
 * console.log(text);
 * ```
 *
 * @module
 */
export { type Check, checksOf, type RunVerdict, verdictOf } from './checks.ts';
export { githubAnnotations } from './github-annotations.ts';
export { JsonReporter } from './json-reporter.ts';
export { JUnitReporter } from './junit-reporter.ts';
export { markdownReport } from './markdown-report.ts';
export { type SuitesReport, SuitesReporter } from './of-suites.ts';
export type { FindingBytes, FindingRule, PlacedFinding } from './placed-finding.ts';
export { REPORTERS, type ReporterOf, reportersOf, type Subject } from './registry.ts';
export type { ReportedComparison } from './reported-comparison.ts';
export type { ReportedInspection } from './reported-inspection.ts';
export type { ReportedProbe } from './reported-probe.ts';
export {
  type BrokenRun,
  type Demand,
  type EndedRun,
  type ReportedRun,
  type RunIdentity,
  runTitle,
} from './reported-run.ts';
export type { Reporter } from './reporter.ts';
export type {
  ComparisonContext,
  InspectionContext,
  ProbeContext,
  ReporterRow,
  RunsContext,
  Telling,
} from './reporter-row.ts';
export { sarifReport } from './sarif-report.ts';
export { type Suite, suiteOfRun } from './suite.ts';
export { TapReporter } from './tap-reporter.ts';
export { TextReporter, type TextReporterOptions } from './text-reporter.ts';
