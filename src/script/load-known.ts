import { type KnownText, knownReader, NotKnown } from './document/known-text.ts';
import { type LoadOptions, loadWith } from './load.ts';
import type { Script } from './script.ts';

/**
 * As `loadScript`, in less than half of the time, and without loading what reads and checks texts.
 *
 * @param known - what `knownText` gave
 * @returns undefined if that is not enough: it is another text, or values from outside make another script of it
 * @throws ScriptErrors as `loadScript` does
 */
export function loadKnown(
  text: string,
  file: string,
  known: KnownText,
  options: LoadOptions = {},
): Script | undefined {
  if (Object.keys(options.defines ?? {}).length > 0) return undefined;
  try {
    return loadWith(text, file, knownReader(known), options);
  } catch (error) {
    if (error instanceof NotKnown) return undefined;
    throw error;
  }
}
