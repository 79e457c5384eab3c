import { existsSync, realpathSync } from 'node:fs';
import path from 'node:path';
import { CliError } from '../cli-error.ts';
import { type ScriptSource, scriptSource } from '../scripts/script-source.ts';

/** The scripts that a command line names. */
export interface NamedScripts {
  /** At least one, each once, in the order in which they are to be run. */
  sources: readonly ScriptSource[];
  /** Whether the command line asks for several: also if a pattern happens to match a single one. */
  several: boolean;
}

const PATTERN = /[*?[\]{}]|[@!+]\(/;

/**
 * Finds the scripts that the arguments of `run` name, by their path or by a pattern such as `samples/*.yaml`.
 *
 * @param texts - the packaged sample if there are none
 * @throws CliError if a pattern matches no file, or standard input is named twice
 */
export async function namedScripts(texts: readonly string[]): Promise<NamedScripts> {
  if (texts.length === 0) return { sources: [scriptSource(undefined)], several: false };
  const patterns = texts.filter(isPattern);
  const matches = patterns.length === 0 ? new Map<string, string[]>() : await matchesOf(patterns);
  const sources = texts.flatMap((text) => matches.get(text) ?? [text]).map(scriptSource);
  if (sources.filter((source) => source.path === '-').length > 1) {
    throw new CliError('Cannot read two scripts from standard input; name "-" once');
  }
  const unique = new Map<string, ScriptSource>();
  for (const source of sources) {
    const identity = identityOf(source);
    if (!unique.has(identity)) unique.set(identity, source);
  }
  return { sources: [...unique.values()], several: texts.length > 1 || patterns.length > 0 };
}

/** What the shell has not expanded, because it stood in quotes or because there is no shell that does. */
function isPattern(text: string): boolean {
  return PATTERN.test(text) && !existsSync(text);
}

async function matchesOf(patterns: readonly string[]): Promise<Map<string, string[]>> {
  const { glob } = await import('tinyglobby');
  const matches = new Map<string, string[]>();
  for (const pattern of patterns) {
    const files = await glob(pattern, { absolute: path.isAbsolute(pattern), expandDirectories: false });
    if (files.length === 0)
      throw new CliError(
        `Cannot find a script that matches ${JSON.stringify(pattern)}${/^(\.\/)?samples\//.test(pattern) ? '; "netchannel-sim samples" lists the packaged ones, which run takes by their names' : ''}`,
      );
    matches.set(pattern, files.sort());
  }
  return matches;
}

/** Two names of one file have the same. */
function identityOf({ path: file }: ScriptSource): string {
  if (file === '-') return file;
  try {
    return realpathSync(file);
  } catch {
    // Whether it can be read is found out, and told, when it is read.
    return path.resolve(file);
  }
}
