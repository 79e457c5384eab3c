import { Command } from 'commander';
import { defineAdvisory } from './advisory/definition.ts';
import { defineCompare } from './compare/definition.ts';
import { defineCompletion } from './completion/definition.ts';
import { defineDemo } from './demo/definition.ts';
import { defineExplore } from './explore/definition.ts';
import { defineExtcap } from './extcap/definition.ts';
import { packageVersion } from './files/package-info.ts';
import { defineHelp } from './help/definition.ts';
import { defineImport } from './import/definition.ts';
import { defineInspect } from './inspect/definition.ts';
import { defineMerge } from './merge/definition.ts';
import { usageMessage } from './options/usage-message.ts';
import { defineProbe } from './probe/definition.ts';
import { defineReplay } from './replay/definition.ts';
import { defineRun, EXAMPLES } from './run/definition.ts';
import { defineSamples } from './samples/definition.ts';
import { defineSchema } from './schema/definition.ts';
import { textFor, writeTextNow } from './terminal/write-text.ts';
import { defineWireshark } from './wireshark/definition.ts';

/** In the order of the help. */
const COMMANDS = [
  defineRun,
  defineDemo,
  defineCompare,
  defineExplore,
  defineMerge,
  defineSamples,
  defineSchema,
  defineAdvisory,
  defineCompletion,
  defineInspect,
  defineProbe,
  defineWireshark,
  defineExtcap,
  defineReplay,
  defineImport,
  defineHelp,
];

/** The command line: commands, options and their help. What a command needs is loaded when it is run. */
export function program(): Command {
  const root = new Command('netchannel-sim')
    .description(
      'Emulates the netchannel device of Xen and MirageOS and reports stale memory that crosses it',
    )
    .version(packageVersion(), '-V, --version', 'print the version')
    .helpOption('-h, --help', 'print this help')
    .helpCommand(false)
    .addHelpText('before', EXAMPLES)
    .exitOverride()
    .configureOutput({
      writeOut: (text) => writeTextNow(process.stdout, text),
      writeErr: (text) => process.stderr.write(textFor(text)),
      outputError: (text, write) => write(`${usageMessage(text)}\n`),
    });
  for (const define of COMMANDS) define(root);
  return root;
}
