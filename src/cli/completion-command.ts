import type { Command } from 'commander';
import { bashCompletion } from './completion/bash.ts';
import { fishCompletion } from './completion/fish.ts';
import { knownValues } from './completion/known-values.ts';
import { completedCommands } from './completion/word-tree.ts';
import { zshCompletion } from './completion/zsh.ts';
import { writeData } from './write-text.ts';

const SHELLS: Readonly<Record<string, typeof bashCompletion>> = {
  bash: bashCompletion,
  zsh: zshCompletion,
  fish: fishCompletion,
};

/** Prints a completion script, made from the program itself. */
export async function completionCommand(shell: string, program: Command): Promise<void> {
  const make = SHELLS[shell] ?? bashCompletion;
  await writeData(process.stdout, make(completedCommands(program, knownValues(program))));
}
