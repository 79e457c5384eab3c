import { stat } from 'node:fs/promises';
import path from 'node:path';
import { shellWord } from '../../report/shell-word.ts';
import { table } from '../../report/table.ts';
import { loadScript } from '../../script/load-script.ts';
import { didYouMean } from '../../script/suggestion.ts';
import { CliError } from '../cli-error.ts';
import { readPackaged } from '../files/read-packaged.ts';
import { writeFile } from '../files/write-file.ts';
import { type PackagedSample, packagedSample, packagedSamples } from '../scripts/packaged-samples.ts';
import { writeData, writeText } from '../terminal/write-text.ts';

const COLUMNS = [
  { title: '', align: 'left' },
  { title: '', align: 'left' },
] as const;

/**
 * Lists the packaged scripts.
 *
 * @param operands - what the command line has after `samples`, which should be nothing
 * @throws CliError
 */
export async function listSamples(operands: readonly string[]): Promise<void> {
  const samples = packagedSamples();
  const [operand] = operands;
  if (operand !== undefined)
    throw unknownCommand(
      operand,
      samples.map(({ name }) => name),
    );
  const rows = samples.map((sample) => {
    const { description } = loadScript(readSample(sample).toString(), sample.path);
    return [sample.name, sample.isDefault ? `${description} (the default)` : description];
  });
  const lines = table(COLUMNS, rows, '', (text) => text);
  await writeText(process.stdout, `${lines.join('\n')}\n`);
  const next =
    'Read one with "netchannel-sim samples show NAME", copy one with "netchannel-sim samples copy NAME"';
  if (process.stdout.isTTY) await writeText(process.stderr, `\n${next}\n`);
}

/**
 * Prints a packaged script.
 * @throws CliError if there is none of this name
 */
export async function showSample(name: string): Promise<void> {
  const text = readSample(packagedSample(name)).toString();
  await writeData(process.stdout, text, 'text');
}

/**
 * Copies a packaged script.
 *
 * @param target - a file, or a folder to put it in; a file of its name in the current folder if undefined
 * @param force - overwrite what is there
 * @throws CliError if there is none of this name, or it cannot be copied
 */
export async function copySample(name: string, target: string | undefined, force: boolean): Promise<void> {
  if (target === '') throw new CliError('Cannot copy the sample: the name of the copy is empty');
  const sample = packagedSample(name);
  const file = await fileFor(target ?? '.', `${sample.name}.yaml`);
  writeFile(file, readSample(sample), { title: 'sample', force });
  await writeText(process.stderr, `Copied to ${file}; next: netchannel-sim run ${shellWord(file)}\n`);
}

function readSample({ name }: PackagedSample): Buffer {
  return readPackaged(`samples/${name}.yaml`);
}

async function fileFor(target: string, name: string): Promise<string> {
  const isFolder = await stat(target).then(
    (found) => found.isDirectory(),
    () => false,
  );
  return isFolder ? path.join(target, name) : target;
}

function unknownCommand(operand: string, names: readonly string[]): CliError {
  const bare = operand.replace(/\.ya?ml$/, '');
  const hint = names.includes(bare)
    ? `; did you mean "samples show ${bare}"?`
    : didYouMean(`samples ${operand}`, ['samples list', 'samples show', 'samples copy']) ||
      '; see "netchannel-sim samples --help"';
  return new CliError(`Unknown command ${JSON.stringify(`samples ${operand}`)}${hint}`);
}
