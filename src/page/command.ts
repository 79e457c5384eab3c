import { shellWord } from '../report/shell-word.ts';
import type { Workload } from './workload.ts';

/** @returns the command that runs a workload as the page does */
export function commandOf({ file, seed, defines }: Workload, release: string | undefined): string {
  const words = ['netchannel-sim', 'run', shellWord(file)];
  if (release !== undefined) words.push('--netchannel', release);
  if (seed !== undefined) words.push('--seed', `${seed}`);
  for (const [name, value] of Object.entries(defines)) words.push('--define', shellWord(`${name}=${value}`));
  return words.join(' ');
}
