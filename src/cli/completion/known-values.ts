import type { Argument, Command, Option } from 'commander';
import { ADVISORIES } from '../../advisory/advisories.ts';
import { optionsOf } from '../options/add-options.ts';
import { SCHEMA_SUBJECTS } from '../schema/subjects.ts';
import { packagedSamples } from '../scripts/packaged-samples.ts';
import { choices, FOLDERS, filesToRead, NOTHING, type Values } from './values.ts';

/** What options and arguments take that commander is not told, because their own messages are better. */
export interface KnownValues {
  option(path: string, option: Option): Values;
  argument(path: string, argument: Argument): Values;
}

const CAPTURES = ['pcap', 'pcapng'];

/** What other programs call them. */
const READ_CAPTURES = [...CAPTURES, 'cap', 'dmp', 'snoop', 'gz'];
const SCRIPTS = ['yaml', 'yml', 'json'];

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
    'probe program': filesToRead([]),
    'merge files': filesToRead([...READ_CAPTURES, 'json']),
    'samples show name': choices(...samples),
    'samples copy name': choices(...samples),
    'samples copy file': FOLDERS,
    'help command': choices(...program.commands.map((command) => command.name())),
    'schema subject': choices(...SCHEMA_SUBJECTS),
    'advisory id': choices(...ADVISORIES.map(({ id }) => id)),
  };
  return {
    option: (path, { flags }) => optionsOf(path).find((option) => option.flags === flags)?.values ?? NOTHING,
    argument: (path, argument) => {
      if (argument.argChoices !== undefined) return choices(...argument.argChoices);
      const name = argument.name();
      const isFile = name.split('|').some((word) => word === 'file' || word.startsWith('file.'));
      return args[`${path} ${name}`] ?? (isFile ? filesToRead([]) : NOTHING);
    },
  };
}
