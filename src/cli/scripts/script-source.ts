import { existsSync } from 'node:fs';
import path from 'node:path';
import { fileKey } from '../../page/file-key.ts';
import type { ReadFile } from '../../script/include/script-files.ts';
import type { Script } from '../../script/script.ts';
import { CliError } from '../cli-error.ts';
import { readBounded } from '../files/read-bounded.ts';
import { packageFile } from '../package-file.ts';
import { checkFolders, confined, rootsOf } from './confined-file.ts';
import { knownSample } from './known-samples.ts';
import { DEFAULT_SAMPLE, sampleNamed } from './packaged-samples.ts';
import { readScript } from './read-script.ts';

/** In the package. */
const DEFAULT_FILE = `samples/${DEFAULT_SAMPLE}.yaml`;

/** Where the script of a run comes from. */
export interface ScriptSource {
  /** '-' for standard input. */
  path: string;
  /** What messages and reports call it. */
  label: string;
  /** Without folder and extension, for the files that are named after it. */
  baseName: string;
  /** Paths of the files that the script has named, once it is loaded. */
  named: Set<string>;
  /** What was read, once it is loaded: the script, and the files that it names by `fileKey`. */
  read: { text: string; files: Map<string, Uint8Array> };
  /** What the user is to be told about it. */
  notice?: string;
}

/** What the command line says about how scripts are read. */
export interface ScriptReading {
  /** Values of their variables, by name, instead of their defaults. */
  defines?: Readonly<Record<string, string>>;
  /** Folders whose files they may name, beside the working directory and their own folders. */
  filesUnder?: readonly string[];
}

/**
 * @param argument - of the command line: a path, '-', or, where there is no such file, the name of a packaged sample;
 * the default sample if undefined
 */
export function scriptSource(argument: string | undefined): ScriptSource {
  if (argument === '') throw new CliError('Cannot read the script: its name is empty');
  if (argument === '-')
    return { path: '-', label: 'stdin', baseName: 'stdin', named: new Set(), read: nothing() };
  const sample = argument === undefined || existsSync(argument) ? undefined : sampleNamed(argument);
  if (sample !== undefined) {
    const { name, path: file } = sample;
    // Who writes a path expects a file there.
    const notice =
      argument === name ? {} : { notice: `There is no ${argument} here: this is the packaged one` };
    return {
      path: file,
      label: `samples/${name}.yaml`,
      baseName: name,
      named: new Set(),
      read: nothing(),
      ...notice,
    };
  }
  const file = argument ?? packageFile(DEFAULT_FILE);
  const baseName = path.basename(file).replace(/(?<=.)\.(ya?ml|json)$/i, '');
  const label = argument ?? DEFAULT_FILE;
  return {
    path: file,
    label: path.sep === '/' ? label : withSlashes(label),
    baseName,
    named: new Set(),
    read: nothing(),
  };
}

function nothing(): ScriptSource['read'] {
  return { text: '', files: new Map() };
}

/** What scripts include is named after them, with slashes on every system. */
function withSlashes(name: string): string {
  return name.replaceAll(path.sep, '/');
}

/**
 * Reads a script and checks it.
 *
 * @param signal - ends the reading
 * @throws CliError if it cannot be read
 * @throws ScriptErrors if it is wrong
 */
export async function loadFrom(
  source: ScriptSource,
  { defines = {}, filesUnder = [] }: ScriptReading = {},
  signal?: AbortSignal,
): Promise<Script> {
  checkFolders(filesUnder);
  const text = await readScript(source.path, signal);
  source.read.text = text;
  const options = { defines, readFile: reader(source, filesUnder) };
  const known = knownSample(source.path);
  if (known !== undefined) {
    const { loadKnown } = await import('../../script/load-known.ts');
    const script = loadKnown(text, source.label, known, options);
    if (script !== undefined) return script;
  }
  const { scriptLoader } = await import('./script-loader.ts');
  return (await scriptLoader())(text, source.label, options);
}

/**
 * What a script names is looked for in the folder of the script that names it: of the packaged sample, where it lies,
 * and of standard input, in the working folder. What lies elsewhere is only read if the command line allows it.
 */
function reader({ path: file, label, named, read }: ScriptSource, filesUnder: readonly string[]): ReadFile {
  const folder = path.dirname(file);
  const folderName = path.dirname(label);
  let roots: readonly string[] | undefined;
  return (name, from, most) => {
    // Included scripts go by names that begin as the label does.
    const place = path.isAbsolute(from) ? from : path.join(folder, path.relative(folderName, from));
    const found = path.resolve(path.dirname(place), name);
    named.add(found);
    roots ??= rootsOf(folder, filesUnder);
    const bytes = readBounded(confined(found, roots), most);
    read.files.set(fileKey(name, from), bytes);
    return bytes;
  };
}
