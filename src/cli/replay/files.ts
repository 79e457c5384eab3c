import { type CaptureInput, refuseOverwriting } from '../captures/capture-input.ts';
import { refuseTerminal } from '../captures/refuse-terminal.ts';
import { isSameFile } from '../files/same-file.ts';
import type { AskedReport } from '../reports/parse-reporter.ts';
import { checkReports } from '../reports/report-conflicts.ts';

/**
 * Refuses outputs that would destroy something.
 *
 * @param outputs - captures that are written; '-' for standard output
 * @throws CliError
 */
export function checkReplayFiles(
  input: CaptureInput,
  outputs: readonly string[],
  reports: readonly AskedReport[],
): void {
  for (const output of outputs) {
    refuseTerminal(output);
    refuseOverwriting(input, output, 'the capture');
  }
  checkReports(reports, {
    whatIsRead: (file) => (isSameFile(file, input.path) ? 'the capture that is read' : undefined),
    outputs,
  });
}
