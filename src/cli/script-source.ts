import path from 'node:path';
import type { Script } from '../script/script.ts';
import { CliError } from './cli-error.ts';
import { DEFAULT_SAMPLE, defaultSamplePath } from './default-sample.ts';
import { readScript } from './read-script.ts';

/** Where the script of a run comes from. */
export interface ScriptSource {
  /** '-' for standard input. */
  path: string;
  /** What messages and reports call it. */
  label: string;
  /** Without folder and extension, for the files that are named after it. */
  baseName: string;
}

/** @param argument - of the command line; the packaged sample if undefined */
export function scriptSource(argument: string | undefined): ScriptSource {
  if (argument === '') throw new CliError('Cannot read the script: its name is empty');
  if (argument === '-') return { path: '-', label: 'stdin', baseName: 'stdin' };
  const file = argument ?? defaultSamplePath();
  const baseName = path.basename(file).replace(/(?<=.)\.(ya?ml|json)$/i, '');
  return { path: file, label: argument ?? DEFAULT_SAMPLE, baseName };
}

/**
 * Reads a script and checks it.
 *
 * @param defines - values of its variables, by name, instead of its defaults
 * @throws CliError if it cannot be read
 * @throws ScriptErrors if it is wrong
 */
export async function loadFrom(
  { path: file, label }: ScriptSource,
  defines: Readonly<Record<string, string>> = {},
): Promise<Script> {
  const [text, { loadScript }] = await Promise.all([readScript(file), import('../script/load.ts')]);
  return loadScript(text, label, { defines });
}
