import { type LoadOptions, loadWith } from './load.ts';
import { SCHEMA_READER } from './schema-reader.ts';
import type { Script } from './script.ts';

/**
 * Loads a workload script.
 *
 * @param text - YAML 1.2 or JSON
 * @param file - its name, for messages and for `readFile`; nothing is read from there
 * @param options - what it can be told from outside
 * @returns the script, checked and with all names resolved
 * @throws ScriptErrors with all that is wrong, each with its file, line and column
 */
export function loadScript(text: string, file: string, options: LoadOptions = {}): Script {
  return loadWith(text, file, SCHEMA_READER, options);
}
