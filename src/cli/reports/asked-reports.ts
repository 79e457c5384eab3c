import { CliError } from '../cli-error.ts';
import { type AskedReport, parseReporter, REPORT_TITLES } from './parse-reporter.ts';

/** The options that decide about reports, as the command line gives them. */
export interface ReportOptions {
  json?: string | true;
  reporter?: string[];
  quiet?: boolean;
  output?: string;
}

/**
 * The reports that a command line asks for. The text report goes to standard output if nothing else does.
 *
 * @throws CliError if two things would go to standard output
 */
export function askedReports({ json, reporter = [], quiet = false, output }: ReportOptions): AskedReport[] {
  const asked = [...jsonReport(json), ...reporter.map(parseReporter)];
  const [printed, second] = asked.filter(({ file }) => file === undefined);
  if (printed !== undefined && second !== undefined) {
    const both =
      printed.reporter === second.reporter
        ? `the ${REPORT_TITLES[printed.reporter]} twice`
        : `both the ${REPORT_TITLES[printed.reporter]} and the ${REPORT_TITLES[second.reporter]}`;
    throw new CliError(
      `Cannot write ${both} to standard output; give one a file, as in --reporter ${second.reporter}=FILE`,
    );
  }
  if (printed !== undefined && printed.reporter !== 'text' && output === '-') {
    const how = printed.option === '--json' ? '--json' : `"--reporter ${printed.reporter}="`;
    throw new CliError(
      `Cannot write both the capture and the ${REPORT_TITLES[printed.reporter]} to standard output; name a file after ${how} or --output`,
    );
  }
  if (quiet && printed?.reporter === 'text') {
    throw new CliError('Cannot combine --quiet, which leaves out the text report, with --reporter text');
  }
  const hasText = quiet || printed !== undefined || asked.some((report) => report.reporter === 'text');
  return hasText ? asked : [{ reporter: 'text', file: undefined, option: '--reporter' }, ...asked];
}

function jsonReport(json: string | true | undefined): AskedReport[] {
  if (json === undefined) return [];
  if (json === '') throw new CliError('Cannot write the JSON report: the name after --json is empty');
  return [{ reporter: 'json', file: json === true || json === '-' ? undefined : json, option: '--json' }];
}
