import { counted } from '../words.ts';
import type { Check } from './checks.ts';
import type { PlacedFinding } from './placed-finding.ts';
import { outcomeOf, type Suite } from './suite.ts';
import { type AnnotationLevel, annotation } from './workflow-annotation.ts';

/** Of a kind that one step of a workflow shows. */
const MOST_SHOWN = 10;

/**
 * For GitHub Actions: workflow commands, which the runner takes out of the log and shows beside the lines that they name. Of
 * each suite a notice says what it came to.
 */
export function githubAnnotations(suites: readonly Suite[]): string {
  const findings = suites.flatMap((suite) => suite.findings());
  const errors = [
    ...suites.flatMap(({ title, checks }) => checks.flatMap((check) => errorOf(check, title))),
    // An expectation that is not met is a check, which says more.
    ...findings.filter(({ fails, rule }) => fails && rule !== 'expectation').map(annotationOf('error')),
  ];
  const warnings = findings.filter(({ fails }) => !fails).map(annotationOf('warning'));
  const lines = [
    ...errors,
    ...warnings.slice(0, MOST_SHOWN),
    ...suites.map((suite) => noticeOf(suite, warnings.length)),
  ];
  return lines.map((line) => `${line}\n`).join('');
}

function errorOf(
  { outcome, kind, name, message, details, file, line, column }: Check,
  title: string,
): string[] {
  if (outcome !== 'failed' && outcome !== 'error') return [];
  // Findings have annotations of their own.
  const text = [message, ...(kind === 'finding' ? [] : details)].join('\n');
  return [annotation('error', { file, line, column }, `${title}: ${name}`, text)];
}

function annotationOf(level: AnnotationLevel): (finding: PlacedFinding) => string {
  return ({ rule, message, file, line, column }) => annotation(level, { file, line, column }, rule, message);
}

function noticeOf(suite: Suite, warnings: number): string {
  const { title, file, remarks } = suite;
  const hidden = warnings - MOST_SHOWN;
  const text = [
    remarks[0] ?? outcomeOf(suite),
    ...(hidden > 0 ? [`${counted(hidden, 'more finding')} in the report.`] : []),
  ];
  return annotation('notice', { file, line: 0, column: 0 }, title, text.join(' '));
}
