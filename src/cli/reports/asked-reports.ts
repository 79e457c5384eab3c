import { type ReporterOf, reportersOf, type Subject } from '../../report/reporters/registry.ts';
import { CliError } from '../cli-error.ts';
import type { GivenOptions } from '../options/given-options.ts';
import { HTML } from '../options/html.ts';
import { JSON_REPORT } from '../options/json.ts';
import { OUTPUT } from '../options/output.ts';
import { QUIET } from '../options/quiet.ts';
import { REPORTER } from '../options/reporter.ts';
import { type AskedReport, parseReporter, reporterNamed } from './parse-reporter.ts';

/**
 * The reports that a command line asks for. The text report goes to standard output if nothing else does, and beside it what
 * a CI system understands that is at work.
 *
 * @param subject - what the command reports on
 * @param environment - tells which CI system that is
 * @throws CliError if two things would go to standard output
 */
export function askedReports<S extends Subject>(
  given: GivenOptions,
  subject: S,
  environment: NodeJS.ProcessEnv = process.env,
): AskedReport<ReporterOf<S>>[] {
  const asked = [
    ...jsonReport(given.value(JSON_REPORT), subject),
    ...pageReport(given.value(HTML), subject),
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
    const how = printed.option === '--reporter' ? `"--reporter ${name}="` : printed.option;
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
  const printedText: AskedReport<ReporterOf<S>> = { reporter: text, file: undefined, option: '--reporter' };
  const automatic = asked.length > 0 ? [] : automaticReports(subject, environment);
  return [...(hasText ? [] : [printedText]), ...asked, ...automatic];
}

function automaticReports<S extends Subject>(
  subject: S,
  environment: NodeJS.ProcessEnv,
): AskedReport<ReporterOf<S>>[] {
  return reportersOf(subject)
    .filter(({ automaticIn }) => automaticIn !== undefined && environment[automaticIn] === 'true')
    .map((reporter) => ({ reporter, file: undefined, option: '--reporter' }));
}

function jsonReport<S extends Subject>(json: string | undefined, subject: S): AskedReport<ReporterOf<S>>[] {
  if (json === undefined) return [];
  const file = json === '-' ? undefined : json;
  return [{ reporter: reporterNamed('json', subject), file, option: '--json' }];
}

function pageReport<S extends Subject>(html: string | undefined, subject: S): AskedReport<ReporterOf<S>>[] {
  if (html === undefined) return [];
  const file = html === '-' ? undefined : html;
  return [{ reporter: reporterNamed('html', subject), file, option: '--html' }];
}

/**
 * @param how - what to do instead
 * @throws CliError if a page is asked for of what is no script
 */
export function refusePages(reports: readonly AskedReport[], how: string): void {
  const asked = reports.some(({ reporter }) => reporter.name === 'html');
  if (asked) throw new CliError(`Cannot make a page of that: it goes through packets itself; ${how}`);
}
