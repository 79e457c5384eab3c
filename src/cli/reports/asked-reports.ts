import type { ReporterOf, Subject } from '../../report/reporters/registry.ts';
import { CliError } from '../cli-error.ts';
import type { GivenOptions } from '../options/given-options.ts';
import { JSON_REPORT } from '../options/json.ts';
import { OUTPUT } from '../options/output.ts';
import { QUIET } from '../options/quiet.ts';
import { REPORTER } from '../options/reporter.ts';
import { type AskedReport, parseReporter, reporterNamed } from './parse-reporter.ts';

/**
 * The reports that a command line asks for. The text report goes to standard output if nothing else does.
 *
 * @param subject - what the command reports on
 * @throws CliError if two things would go to standard output
 */
export function askedReports<S extends Subject>(
  given: GivenOptions,
  subject: S,
): AskedReport<ReporterOf<S>>[] {
  const asked = [
    ...jsonReport(given.value(JSON_REPORT), subject),
    ...given.texts(REPORTER).map((text) => parseReporter(text, subject)),
  ];
  const [printed, second] = asked.filter(({ file }) => file === undefined);
  if (printed !== undefined && second !== undefined) {
    const both =
      printed.reporter === second.reporter
        ? `the ${printed.reporter.title} twice`
        : `both the ${printed.reporter.title} and the ${second.reporter.title}`;
    throw new CliError(
      `Cannot write ${both} to standard output; give one a file, as in --reporter ${second.reporter.name}=FILE`,
    );
  }
  if (printed?.reporter.reader === 'program' && given.text(OUTPUT) === '-') {
    const { name, title } = printed.reporter;
    const how = printed.option === '--json' ? '--json' : `"--reporter ${name}="`;
    throw new CliError(
      `Cannot write both the capture and the ${title} to standard output; name a file after ${how} or --output`,
    );
  }
  const text = reporterNamed('text', subject);
  const quiet = given.has(QUIET);
  if (quiet && printed?.reporter === text) {
    throw new CliError('Cannot combine --quiet, which leaves out the text report, with --reporter text');
  }
  const hasText = quiet || printed !== undefined || asked.some((report) => report.reporter === text);
  return hasText ? asked : [{ reporter: text, file: undefined, option: '--reporter' }, ...asked];
}

function jsonReport<S extends Subject>(json: string | undefined, subject: S): AskedReport<ReporterOf<S>>[] {
  if (json === undefined) return [];
  const file = json === '-' ? undefined : json;
  return [{ reporter: reporterNamed('json', subject), file, option: '--json' }];
}
