import type { ComparisonCommands } from '../../report/comparison/next-section.ts';
import { deviceChanged, lineOf } from '../options/command-line.ts';
import { DIFFERENCES } from '../options/differences.ts';
import type { CompareSettings } from './options.ts';

/**
 * @param scriptArgument - as the command line named it, if it did
 * @returns what makes command lines about the script; undefined if it came from standard input
 */
export function comparisonCommands(
  scriptArgument: string | undefined,
  { given }: CompareSettings,
  environment: Readonly<Record<string, string | undefined>>,
): ComparisonCommands | undefined {
  if (scriptArgument === '-') return undefined;
  return {
    compare: (differences) =>
      lineOf('compare', scriptArgument, given.with(DIFFERENCES, String(differences)), environment),
    run: (release) => lineOf('run', scriptArgument, deviceChanged(given, release), environment),
  };
}
