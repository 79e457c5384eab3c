import type { ComparisonCommands } from '../../report/comparison/next-section.ts';
import { shellWord } from '../../report/shell-word.ts';
import { programName, scriptWords } from '../options/command-line.ts';
import type { CompareSettings } from './options.ts';

/**
 * @param scriptArgument - as the command line named it, if it did
 * @returns what makes command lines about the script; undefined if it came from standard input
 */
export function comparisonCommands(
  scriptArgument: string | undefined,
  settings: CompareSettings,
  environment: Readonly<Record<string, string | undefined>>,
): ComparisonCommands | undefined {
  const { netchannel, seed } = settings;
  if (scriptArgument === '-') return undefined;
  const program = programName(environment);
  const script = scriptArgument === undefined ? [] : [shellWord(scriptArgument)];
  const seeded = seed === undefined ? [] : ['--seed', String(seed)];
  const defined = scriptWords(settings);
  const releases = netchannel === undefined ? [] : ['--netchannel', netchannel];
  return {
    compare: (differences) =>
      [program, 'compare', ...script, ...defined, ...releases, ...seeded, '--differences', differences].join(
        ' ',
      ),
    run: (release) => [program, 'run', ...script, ...defined, '--netchannel', release, ...seeded].join(' '),
  };
}
