import { mkdtempSync, rmdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { CliError } from '../cli-error.ts';
import { EXIT } from '../exit-codes.ts';
import { systemReason } from '../files/system-reason.ts';
import { writeFile } from '../files/write-file.ts';
import { DEFINE } from '../options/define.ts';
import { FILES_UNDER } from '../options/files-under.ts';
import { GivenOptions, type RawOptions } from '../options/given-options.ts';
import { NO_OPEN } from '../options/no-open.ts';
import { SEED } from '../options/seed.ts';
import { pageOf } from '../page/page-of.ts';
import { loadFrom, scriptSource } from '../scripts/script-source.ts';
import { tell, writeText } from '../terminal/write-text.ts';
import { openInBrowser } from './open-in-browser.ts';

/**
 * Writes a page that runs a script, and opens it.
 *
 * @param scriptArgument - the script as the command line names it, if it does
 * @returns the exit status
 * @throws CliError or ScriptErrors for what the user can put right
 */
export async function exploreCommand(scriptArgument: string | undefined, raw: RawOptions): Promise<number> {
  const given = GivenOptions.of('explore', raw);
  const source = scriptSource(scriptArgument);
  const defines = Object.fromEntries(given.values(DEFINE));
  const settings = { defines, seed: given.value(SEED) };
  await loadFrom(source, { defines, filesUnder: given.texts(FILES_UNDER) });
  await tell(source.notice);
  const page = Buffer.from(pageOf([source], settings));
  const folder = temporaryFolder();
  const file = path.join(folder, `${source.baseName}.html`);
  try {
    writeFile(file, page, { title: 'page', force: false });
  } catch (error) {
    removeEmpty(folder);
    throw error;
  }
  await writeText(process.stdout, `${file}\n`);
  if (!given.has(NO_OPEN)) await openInBrowser(file);
  return EXIT.done;
}

/** Of this user alone: a script may be nobody else's business. */
function temporaryFolder(): string {
  try {
    return mkdtempSync(path.join(tmpdir(), 'netchannel-sim-'));
  } catch (error) {
    const message = `Cannot make a temporary folder in ${JSON.stringify(tmpdir())}: ${systemReason(error)}`;
    throw new CliError(message, { cause: error });
  }
}

function removeEmpty(folder: string): void {
  try {
    rmdirSync(folder);
  } catch {
    // Why the page could not be written is what there is to tell.
  }
}
