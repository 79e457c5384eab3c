/** The program. Importing it runs it. */
import { program } from './program.ts';
import { reportFailure } from './report-failure.ts';

/** Errors of these streams come back from the writes; without a listener they would end the process as well. */
function ignore(): void {}
process.stdout.on('error', ignore);
process.stderr.on('error', ignore);

try {
  await program().parseAsync();
} catch (error) {
  process.exitCode = await reportFailure(error);
}
