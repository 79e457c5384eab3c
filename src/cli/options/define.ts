import { CliError } from '../cli-error.ts';
import type { OptionRow } from './option-row.ts';

/** A variable of the script's, and its value. */
type Definition = readonly [name: string, value: string];

const SAYS = "value of a variable of the script's (repeatable)";

export const DEFINE = {
  flags: '-D, --define <name=value>',
  on: { run: SAYS, compare: SAYS, demo: SAYS, explore: SAYS },
  repeatable: true,
  key: ([name]) => name,
  parse: parseDefine,
  write: ([name, value]) => `${name}=${value}`,
} satisfies OptionRow<Definition>;

function parseDefine(text: string): Definition {
  const at = text.indexOf('=');
  if (at > 0) return [text.slice(0, at), text.slice(at + 1)];
  throw new CliError(`Cannot define ${JSON.stringify(text)}: expected a variable's name, "=" and a value`);
}
