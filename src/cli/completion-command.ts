import type { Command } from 'commander';
import { ADVISORIES } from '../advisory/advisories.ts';
import { RELEASE_NAMES } from '../netchannel/releases.ts';
import { CAPTURE_FORMATS } from './capture-format.ts';
import { bashCompletion } from './completion/bash.ts';
import { fishCompletion } from './completion/fish.ts';
import { completedCommands, type KnownChoices } from './completion/word-tree.ts';
import { zshCompletion } from './completion/zsh.ts';
import { packagedSamples } from './packaged-samples.ts';
import { USUAL_PACES } from './parse-pace.ts';
import { REPORTER_NAMES } from './parse-reporter.ts';
import { writeData } from './write-text.ts';

const SHELLS: Readonly<Record<string, typeof bashCompletion>> = {
  bash: bashCompletion,
  zsh: zshCompletion,
  fish: fishCompletion,
};

/** Prints a completion script, made from the program itself. */
export async function completionCommand(shell: string, program: Command): Promise<void> {
  const make = SHELLS[shell] ?? bashCompletion;
  await writeData(process.stdout, make(completedCommands(program, knownChoices())));
}

/** What options and arguments can be that commander is not told, because their own messages are better. */
function knownChoices(): KnownChoices {
  const samples = packagedSamples().map(({ name }) => name);
  return {
    options: {
      '--netchannel': RELEASE_NAMES,
      '--reporter': REPORTER_NAMES,
      '--fail-on': ['leak', 'checksum'],
      '--pace': USUAL_PACES,
      '--format': CAPTURE_FORMATS,
    },
    arguments: {
      advisory: ADVISORIES.map(({ id }) => id),
      'samples show': samples,
      'samples copy': samples,
    },
  };
}
