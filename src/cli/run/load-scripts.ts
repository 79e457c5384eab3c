import { ScriptErrors } from '../../script/errors.ts';
import type { Script } from '../../script/script.ts';
import { CliError } from '../cli-error.ts';
import { loadFrom, type ScriptReading, type ScriptSource } from '../scripts/script-source.ts';

/** A script that has been read and checked. */
export interface LoadedScript {
  source: ScriptSource;
  script: Script;
}

/**
 * Reads scripts and checks them, all before the first of them is run.
 *
 * @throws CliError or ScriptErrors if one of them cannot be read or is wrong
 * @throws AggregateError of these if more than one is
 */
export async function loadScripts(
  sources: readonly ScriptSource[],
  reading: ScriptReading,
): Promise<LoadedScript[]> {
  const loaded: LoadedScript[] = [];
  const failures: unknown[] = [];
  for (const source of sources) {
    try {
      loaded.push({ source, script: await loadFrom(source, reading) });
    } catch (error) {
      if (!(error instanceof CliError) && !(error instanceof ScriptErrors)) throw error;
      failures.push(error);
    }
  }
  if (failures.length > 1) throw new AggregateError(failures, 'Cannot use several of the scripts');
  if (failures.length === 1) throw failures[0];
  return loaded;
}
