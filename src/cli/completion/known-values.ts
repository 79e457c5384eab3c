import type { Argument, Command, Option } from 'commander';
import { ADVISORIES } from '../../advisory/advisories.ts';
import { RELEASE_NAMES } from '../../netchannel/releases.ts';
import { REPORTERS } from '../../report/reporters/registry.ts';
import { VANTAGES } from '../../simulation/capture/vantage.ts';
import { FINDINGS as INSPECT_FINDINGS } from '../inspect/options.ts';
import { CAPTURE_FORMATS } from '../options/capture-format.ts';
import { USUAL_PACES } from '../options/parse-pace.ts';
import { FINDINGS } from '../run/options.ts';
import { packagedSamples } from '../scripts/packaged-samples.ts';
import { choices, FOLDERS, filesToRead, filesToWrite, NOTHING, type Values } from './values.ts';

/** What options and arguments take that commander is not told, because their own messages are better. */
export interface KnownValues {
  option(path: string, option: Option): Values;
  argument(path: string, argument: Argument): Values;
}

const CAPTURES = ['pcap', 'pcapng'];

/** What other programs call them. */
const READ_CAPTURES = [...CAPTURES, 'cap', 'dmp', 'snoop', 'gz'];
const SCRIPTS = ['yaml', 'yml', 'json'];

/** By name, or, where a command's own differ, by command and name. */
const OPTIONS: Readonly<Record<string, Values>> = {
  '--netchannel': { kind: 'list', choices: RELEASE_NAMES },
  '--reporter': {
    kind: 'keyed',
    files: Object.fromEntries(REPORTERS.map(({ name, extension }) => [name, extension])),
  },
  '--fail-on': choices(...FINDINGS),
  'inspect --fail-on': choices(...INSPECT_FINDINGS),
  '--pace': choices(...USUAL_PACES),
  '--format': choices(...CAPTURE_FORMATS),
  '--vantage': choices(...VANTAGES),
  '--warm-up': choices('auto', 'all'),
  '--list': choices('all'),
  '--json': filesToWrite('json'),
  '--output': filesToWrite(...CAPTURES),
  // With {release} in it, which no file has.
  'compare --output': FOLDERS,
  'import --output': filesToWrite('yaml'),
};

/** Of options that are not in the table, by what the help calls their value. Of all others nothing is known. */
const PLACEHOLDERS: Readonly<Record<string, Values>> = {
  file: filesToRead([]),
  dir: FOLDERS,
  folder: FOLDERS,
};

/** @returns what is known of the options and arguments of this program */
export function knownValues(program: Command): KnownValues {
  const samples = packagedSamples().map(({ name }) => name);
  const scripts = filesToRead(SCRIPTS, samples);
  const captures = filesToRead(READ_CAPTURES);
  /** By command and name of the argument. */
  const args: Readonly<Record<string, Values>> = {
    'run scripts': scripts,
    'compare script': scripts,
    'replay capture': captures,
    'inspect capture': captures,
    'import capture': captures,
    'merge files': filesToRead([...READ_CAPTURES, 'json']),
    'samples show name': choices(...samples),
    'samples copy name': choices(...samples),
    'samples copy file': FOLDERS,
    'help command': choices(...program.commands.map((command) => command.name())),
    'advisory id': choices(...ADVISORIES.map(({ id }) => id)),
  };
  return {
    option: (path, { long, flags, argChoices }) => {
      if (argChoices !== undefined) return choices(...argChoices);
      const placeholder = /[<[]([^>\]]*)[>\]]/.exec(flags)?.[1] ?? '';
      return OPTIONS[`${path} ${long}`] ?? OPTIONS[long ?? ''] ?? PLACEHOLDERS[placeholder] ?? NOTHING;
    },
    argument: (path, argument) => {
      if (argument.argChoices !== undefined) return choices(...argument.argChoices);
      const name = argument.name();
      const isFile = name.split('|').some((word) => word === 'file' || word.startsWith('file.'));
      return args[`${path} ${name}`] ?? (isFile ? filesToRead([]) : NOTHING);
    },
  };
}
