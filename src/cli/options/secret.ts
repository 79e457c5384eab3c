import { type Canary, canaryOf } from '../../inspection/old-memory/canary.ts';
import { CliError } from '../cli-error.ts';
import type { OptionRow } from './option-row.ts';

/** What must not be seen but by those whom `--allow` names. */
export const SECRET = {
  flags: '--secret <text>',
  on: {
    inspect:
      'what must not be seen in any frame but those to an --allow: text, hex:BYTES or /pattern/ (repeatable)',
  },
  repeatable: true,
  parse: parseSecret,
} satisfies OptionRow<Canary>;

function parseSecret(text: string): Canary {
  try {
    return canaryOf(text);
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    throw new CliError(`Cannot look for the secret ${JSON.stringify(text)}: ${error.message}`, {
      cause: error,
    });
  }
}
