import { CliError } from '../cli-error.ts';
import { closestHint } from '../options/closest-hint.ts';

/** The reporters that --reporter can name. */
export const REPORTER_NAMES = ['text', 'json', 'junit', 'tap'] as const;

export type ReporterName = (typeof REPORTER_NAMES)[number];

/** What a report is called in messages. */
export const REPORT_TITLES: Readonly<Record<ReporterName, string>> = {
  text: 'text report',
  json: 'JSON report',
  junit: 'JUnit report',
  tap: 'TAP report',
};

/** How the files of a reporter end. */
export const ENDINGS: Readonly<Record<ReporterName, string>> = {
  text: 'txt',
  json: 'json',
  junit: 'xml',
  tap: 'tap',
};

/** A report that was asked for. */
export interface AskedReport {
  reporter: ReporterName;
  /** undefined for standard output */
  file: string | undefined;
  /** The option that asked for it. */
  option: '--json' | '--reporter';
}

/**
 * @param text - what stands after --reporter: `name`, `name=file`, or `name=-`
 * @throws CliError
 */
export function parseReporter(text: string): AskedReport {
  const [, name = text, file] = /^([^=]*)=(.*)$/s.exec(text) ?? [];
  const reporter = REPORTER_NAMES.find((known) => known === name);
  if (reporter === undefined) {
    throw new CliError(
      `Unknown reporter ${JSON.stringify(name)}${closestHint(name, REPORTER_NAMES)}; there are ${REPORTER_NAMES.join(', ')}`,
    );
  }
  if (file === '') {
    throw new CliError(`Cannot write the ${REPORT_TITLES[reporter]}: the name after "${reporter}=" is empty`);
  }
  return { reporter, file: file === '-' ? undefined : file, option: '--reporter' };
}
