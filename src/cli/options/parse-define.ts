import { CliError } from '../cli-error.ts';

/**
 * @param texts - what stands after each --define, name=value; of one name the last counts
 * @returns values by name
 * @throws CliError that names the first that is none
 */
export function parseDefines(texts: readonly string[]): Readonly<Record<string, string>> {
  return Object.fromEntries(texts.map(parseDefine));
}

function parseDefine(text: string): [name: string, value: string] {
  const at = text.indexOf('=');
  if (at > 0) return [text.slice(0, at), text.slice(at + 1)];
  throw new CliError(`Cannot define ${JSON.stringify(text)}: expected a variable's name, "=" and a value`);
}
