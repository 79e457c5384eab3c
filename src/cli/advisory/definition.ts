import type { Command } from 'commander';
import { OSEC_2019_01 } from '../../advisory/advisories.ts';
import { addOptions } from '../options/add-options.ts';
import { usageOf } from '../options/command-usage.ts';
import type { CheckOptions } from './check.ts';
import type { AdvisoryOptions } from './command.ts';

const EXAMPLES = `Examples:
  netchannel-sim advisory                             OSEC-2019-01 in short
  netchannel-sim advisory OSEC-2019-01 --json         its record in the OSV format
  netchannel-sim advisory MSA00                       OSEC-2016-02; and MSA02: OSEC-2019-02
  netchannel-sim advisory check 1.10.0                is this version of netchannel affected?
  netchannel-sim advisory check mirage-net-xen.1.4.1  a version of another package, by OSEC-2016-02 and OSEC-2019-02
  netchannel-sim advisory check --advisory all .      all files of opam and dune in a folder, by all advisories
  netchannel-sim advisory check my-unikernel.opam     can a solver choose an affected version?
  netchannel-sim advisory check my-unikernel.opam.locked dune.lock
  netchannel-sim advisory check .                     all files of opam and dune in a folder
  opam switch export - | netchannel-sim advisory check -
`;

const CHECK_NOTES = `
A file is an opam file, an opam lock file, a switch export, a dune-project or a .pkg file of a dune.lock folder; "-"
reads it from standard input. Of a folder all such files are checked, also below it; not in hidden folders, _opam,
_build, _esy and node_modules.

A file is affected if all that it can select is. If it admits other versions too, depends on a condition that it does
not decide (with-test, os = "linux"), or only names a package that brings netchannel in (mirage-net-xen, mirage,
mirage-xen), it cannot be told, and what to check instead is said.

Exit status, that of the worst: 2 affected, 1 something could not be read, 3 cannot tell, 0 not affected.
`;

/** Adds `advisory` and what is below it. */
export function defineAdvisory(root: Command): void {
  const advisory = addOptions(root.command('advisory'))
    .summary('tell an advisory in short, or check a version or an opam file')
    .description('Tells an advisory in short. Nothing is read from the network.')
    .argument('[id]', 'the advisory', OSEC_2019_01.id)
    .configureOutput(usageOf('advisory'))
    .addHelpText('before', EXAMPLES)
    .action(async (id: string, options: AdvisoryOptions) => {
      const { advisoryCommand } = await import('./command.ts');
      await advisoryCommand(id, options);
    });
  addOptions(advisory.command('check'))
    .summary('say whether versions, or files of opam and dune, are affected')
    .description(
      'Says whether versions, or files of opam and dune, name a package that an advisory is about.',
    )
    .argument(
      '<file|version...>',
      `files, folders, or versions such as ${OSEC_2019_01.affected.from}; a file comes first`,
    )
    .configureOutput(usageOf('advisory check'))
    .addHelpText('before', EXAMPLES)
    .addHelpText('after', CHECK_NOTES)
    .action(async (subjects: string[], _options: CheckOptions, command: Command) => {
      const { advisoryCheck } = await import('./check.ts');
      // Commander gives options that both commands have to the outer one.
      process.exitCode = await advisoryCheck(subjects, command.optsWithGlobals<CheckOptions>());
    });
}
