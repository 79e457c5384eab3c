import { FIXED_RELEASE } from '../../netchannel/releases.ts';
import { type Imported, importCapture } from '../../replay/import/import-capture.ts';
import { shellWord } from '../../report/shell-word.ts';
import { counted } from '../../report/words.ts';
import {
  type CaptureInput,
  captureFailure,
  captureInput,
  openCapture,
  refuseOverwriting,
} from '../captures/capture-input.ts';
import { CliError } from '../cli-error.ts';
import { EXIT } from '../exit-codes.ts';
import { inFolder, makeFolders } from '../files/output-folder.ts';
import { refuseThere, writeFile } from '../files/write-file.ts';
import { Interruption, interruptedBy } from '../interruption.ts';
import { programName } from '../options/command-line.ts';
import type { RawOptions } from '../options/given-options.ts';
import { writeData, writeText } from '../terminal/write-text.ts';
import { type ImportSettings, parseImportOptions } from './options.ts';

/**
 * Writes a script that gives back the packets of a capture.
 *
 * @param capture - its path as the command line names it; '-' for standard input
 * @returns the exit status
 * @throws CliError for what the user can put right
 */
export async function importCommand(capture: string, raw: RawOptions): Promise<number> {
  const asked = parseImportOptions(raw);
  const input = captureInput(capture);
  const settings = { ...asked, output: inFolder(asked.output, `${input.baseName}.yaml`) };
  refuseOverwriting(input, settings.output, 'the script');
  if (settings.output !== '-') refuseThere(settings.output, { title: 'script', force: settings.force });
  makeFolders([asked.output]);
  const interruption = new Interruption();
  try {
    const imported = await read(input, settings, interruption.signal);
    interruption.release();
    await write(scriptOf(imported, input, settings), settings);
    await conclude(imported, settings);
    return imported.damage === undefined ? EXIT.done : EXIT.error;
  } catch (error) {
    // Half a script is of no use to anybody.
    const interrupted = interruptedBy(error);
    if (interrupted === undefined) throw error;
    return interrupted.exitCode;
  } finally {
    interruption.release();
  }
}

async function read(
  input: CaptureInput,
  { guest, limit }: ImportSettings,
  signal: AbortSignal,
): Promise<Imported> {
  try {
    return await importCapture(openCapture(input, signal), {
      name: input.baseName,
      file: input.label,
      source: input.source,
      signal,
      ...(guest === undefined ? {} : { guest }),
      ...(limit === undefined ? {} : { limit }),
    });
  } catch (error) {
    throw captureFailure(input, error);
  }
}

/** @throws CliError if there is none */
function scriptOf(
  { script, damage, isGuestMissing, firstLeftOut }: Imported,
  { source }: CaptureInput,
  { guestText }: ImportSettings,
): string {
  if (script !== undefined) return script;
  if (isGuestMissing) {
    throw new CliError(
      `Cannot find the guest ${JSON.stringify(guestText)}: no packet of ${source} is from there`,
    );
  }
  if (firstLeftOut !== undefined) {
    throw new CliError(`Cannot make a script of ${source}: no packet of it can be sent; ${firstLeftOut}`);
  }
  throw new CliError(damage?.message ?? `Cannot make a script of ${source}: it holds no packet`);
}

async function write(script: string, { output, force }: ImportSettings): Promise<void> {
  if (output === '-') {
    // Whatever is of the capture is in double quotes.
    await writeData(process.stdout, script, 'json');
    return;
  }
  writeFile(output, script, { title: 'script', force });
}

/** Says on standard error what is out of the ordinary, and what to do next. */
async function conclude(
  { packets, leftOut, firstLeftOut, shortened, moved, cut, damage, guestMac }: Imported,
  { output }: ImportSettings,
): Promise<void> {
  const lines: string[] = [];
  const steps = counted(packets, 'packet');
  if (leftOut > 0) lines.push(`Warning: ${counted(leftOut, 'packet')} left out; ${firstLeftOut}`);
  if (shortened > 0) {
    lines.push(
      `Warning: ${counted(shortened, 'packet')} cut when captured: the script has what is there, and not the length on the wire`,
    );
  }
  if (moved > 0) {
    lines.push(
      `Warning: ${counted(moved, 'packet gets', 'packets get')} another time than theirs, which is not after the one before, or was not recorded`,
    );
  }
  if (cut === 'limit')
    lines.push(`Warning: The capture is longer: the script has its first ${steps}, as --limit asks`);
  if (cut === 'room')
    lines.push(`Warning: The capture is longer: the script has its first ${steps}, no script holds more`);
  if (damage !== undefined) lines.push(`${damage.message}; the script has the ${steps} before`);
  const text = lines.map((line) => `netchannel-sim: ${line}\n`).join('');
  const run = `${programName(process.env)} run ${shellWord(output)} --netchannel ${FIXED_RELEASE}`;
  const next =
    output === '-' ? '' : `Wrote ${steps} to ${output}, the unikernel being ${guestMac}; next: ${run}\n`;
  await writeText(process.stderr, `${text}${next}`);
}
