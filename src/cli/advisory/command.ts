import { ADVISORIES, findAdvisory } from '../../advisory/advisories.ts';
import { osvRecord } from '../../advisory/osv-record.ts';
import { didYouMean } from '../../script/suggestion.ts';
import { CliError } from '../cli-error.ts';
import { proseWidth, reportStyle, wantsColor } from '../terminal/terminal.ts';
import { writeData, writeText } from '../terminal/write-text.ts';
import { advisoryText } from './text.ts';

/** The options of `advisory`. */
export interface AdvisoryOptions {
  json?: boolean;
  color: boolean;
}

/**
 * Tells an advisory.
 * @throws CliError if there is none of this ID
 */
export async function advisoryCommand(id: string, { json, color }: AdvisoryOptions): Promise<void> {
  const advisory = findAdvisory(id);
  if (advisory === undefined) throw unknownAdvisory(id);
  const { stdout } = process;
  if (json === true) {
    await writeData(stdout, `${JSON.stringify(osvRecord(advisory), null, 2)}\n`, 'json');
    return;
  }
  const text = advisoryText(
    advisory,
    reportStyle(wantsColor(stdout, process.env, color)),
    proseWidth(stdout),
  );
  await writeText(stdout, `${text.trimEnd()}\n`);
}

function unknownAdvisory(id: string): CliError {
  const ids = ADVISORIES.map((advisory) => advisory.id);
  const hint =
    didYouMean(id.toUpperCase(), ids) || didYouMean(id, ['check']) || `; there is ${ids.join(', ')}`;
  return new CliError(`Unknown advisory ${JSON.stringify(id)}${hint}`);
}
