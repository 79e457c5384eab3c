import type { Command } from 'commander';
import { writeData } from '../terminal/write-text.ts';
import { bashCompletion } from './bash.ts';
import { fishCompletion } from './fish.ts';
import { knownValues } from './known-values.ts';
import { completedCommands } from './word-tree.ts';
import { zshCompletion } from './zsh.ts';

const SHELLS: Readonly<Record<string, typeof bashCompletion>> = {
  bash: bashCompletion,
  zsh: zshCompletion,
  fish: fishCompletion,
};

/** Prints a completion script, made from the program itself. */
export async function completionCommand(shell: string, program: Command): Promise<void> {
  const make = SHELLS[shell] ?? bashCompletion;
  await writeData(process.stdout, make(completedCommands(program, knownValues(program))), 'text');
}
