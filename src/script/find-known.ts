import { type KnownText, notingReader } from './document/known-text.ts';
import { type LoadOptions, loadWith } from './load.ts';
import { SCHEMA_READER } from './schema-reader.ts';

/**
 * Finds out beforehand what loading a script takes time to find out.
 * @returns what `loadKnown` takes: of the script itself, not of what it includes
 * @throws ScriptErrors with all that is wrong with it
 */
export function knownText(
  text: string,
  file: string,
  options: Pick<LoadOptions, 'readFile'> = {},
): KnownText {
  const known: KnownText = { text, value: undefined, size: 0, places: {}, spellings: {}, checked: {} };
  loadWith(text, file, notingReader(SCHEMA_READER, known), options);
  return known;
}
