import type { Command } from 'commander';
import type { CheckOptions } from './advisory-check.ts';
import type { AdvisoryOptions } from './advisory-command.ts';
import { usageOf } from './command-usage.ts';

const EXAMPLES = `Examples:
  netchannel-sim advisory                             OSEC-2019-01 in short
  netchannel-sim advisory OSEC-2019-01 --json         its fields
  netchannel-sim advisory check 1.10.0                is this version of netchannel affected?
  netchannel-sim advisory check my-unikernel.opam     can a solver choose an affected version?
  netchannel-sim advisory check my-unikernel.opam.locked
  opam switch export - | netchannel-sim advisory check -
`;

const CHECK_NOTES = `
A file is an opam file, an opam lock file or a switch export; "-" reads it from standard input. A dependency is
affected if it admits a released version that is. Conditions that a file alone does not decide, such as with-test,
count as met.

Exit status: 0 not affected, 1 cannot tell (unreadable, or no opam file), 2 affected.
`;

/** Adds `advisory` and what is below it. */
export function defineAdvisory(root: Command): void {
  const advisory = root
    .command('advisory')
    .summary('tell the advisory in short, or check a version or an opam file')
    .description('Tells an advisory in short. Nothing is read from the network.')
    .argument('[id]', 'the advisory', 'OSEC-2019-01')
    .option('--json', 'its fields as JSON')
    .option('--no-color', 'no colours')
    .configureOutput(usageOf('advisory'))
    .addHelpText('before', EXAMPLES)
    .action(async (id: string, options: AdvisoryOptions) => {
      const { advisoryCommand } = await import('./advisory-command.ts');
      await advisoryCommand(id, options);
    });
  advisory
    .command('check')
    .summary('say whether a version or an opam file is affected')
    .description('Says whether a version, or a file of opam, names a netchannel that is affected.')
    .argument('<file|version>', 'a file, or a version such as 1.10.0; a file comes first')
    .option('--json', 'what was found as JSON')
    .configureOutput(usageOf('advisory check'))
    .addHelpText('before', EXAMPLES)
    .addHelpText('after', CHECK_NOTES)
    .action(async (subject: string, _options: CheckOptions, command: Command) => {
      const { advisoryCheck } = await import('./advisory-check.ts');
      // Commander gives options that both commands have to the outer one.
      process.exitCode = await advisoryCheck(subject, command.optsWithGlobals<CheckOptions>());
    });
}
