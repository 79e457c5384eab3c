import { counted } from '../words.ts';
import type { Check } from './checks.ts';
import type { PlacedFinding } from './placed-finding.ts';
import { outcomeOf, type Suite } from './suite.ts';

/** Of a kind that one step of a workflow shows. */
const MOST_SHOWN = 10;

type Level = 'error' | 'warning' | 'notice';

/** Where an annotation is shown. */
interface Place {
  file: string;
  line: number;
  column: number;
}

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

function annotationOf(level: Level): (finding: PlacedFinding) => string {
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

function annotation(level: Level, { file, line, column }: Place, title: string, text: string): string {
  const properties = [
    ['file', file],
    ...(line > 0 ? [['line', String(line)]] : []),
    ...(line > 0 && column > 0 ? [['col', String(column)]] : []),
    ['title', title],
  ].map(([name = '', value = '']) => `${name}=${escapedProperty(value)}`);
  return `::${level} ${properties.join(',')}::${escapedData(text)}`;
}

/** As @actions/core writes it: nothing in it ends the line, and so the command. */
function escapedData(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}

/** Nor ends the property, or the properties. */
function escapedProperty(text: string): string {
  return escapedData(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
}
