import { type ReporterOf, reportersOf, type Subject } from '../../report/reporters/registry.ts';
import type { ReporterRow } from '../../report/reporters/reporter-row.ts';
import { CliError } from '../cli-error.ts';
import { closestHint } from '../options/closest-hint.ts';

/** A report that was asked for. */
export interface AskedReport<Row extends ReporterRow = ReporterRow> {
  reporter: Row;
  /** undefined for standard output */
  file: string | undefined;
  /** The folder that was named instead of the file. */
  folder?: string;
  /** The option that asked for it. */
  option: '--json' | '--html' | '--reporter';
}

/**
 * @param text - what stands after --reporter: `name`, `name=file`, or `name=-`
 * @param subject - what the command reports on
 * @throws CliError
 */
export function parseReporter<S extends Subject>(text: string, subject: S): AskedReport<ReporterOf<S>> {
  const [, name = text, file] = /^([^=]*)=(.*)$/s.exec(text) ?? [];
  const reporter = reporterNamed(name, subject);
  if (file === '') {
    throw new CliError(`Cannot write the ${reporter.title}: the name after "${name}=" is empty`);
  }
  return { reporter, file: file === '-' ? undefined : file, option: '--reporter' };
}

/** @throws CliError if there is none that can tell the subject */
export function reporterNamed<S extends Subject>(name: string, subject: S): ReporterOf<S> {
  const rows = reportersOf(subject);
  const reporter = rows.find((row) => row.name === name);
  if (reporter !== undefined) return reporter;
  const names = rows.map((row) => row.name);
  throw new CliError(
    `Unknown reporter ${JSON.stringify(name)}${closestHint(name, names)}; there are ${names.join(', ')}`,
  );
}
