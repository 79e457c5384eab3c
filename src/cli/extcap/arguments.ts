import { didYouMean } from '../../script/suggestion.ts';
import { CliError } from '../cli-error.ts';
import { namesOf } from '../options/option-names.ts';
import { EXTCAP_OPTIONS, type ExtcapRow } from './table.ts';

/** What Wireshark asks for without a value. */
const QUESTIONS = ['--extcap-interfaces', '--extcap-dlts', '--extcap-config', '--capture'] as const;

/** What it says with one. */
const SAID = ['--extcap-interface', '--extcap-capture-filter', '--extcap-reload-option'] as const;

const FLAGS: readonly string[] = [...QUESTIONS, ...namesOfRows((flags) => !flags.includes('<'))];
const VALUED: readonly string[] = [...SAID, ...namesOfRows((flags) => flags.includes('<'))];

/** What Wireshark asks for, in whatever order. */
export interface ExtcapArguments {
  has(option: (typeof QUESTIONS)[number] | ExtcapRow): boolean;
  /** @returns undefined if the option is not there, '' if it is empty */
  value(option: (typeof SAID)[number] | ExtcapRow): string | undefined;
  /** There are options that only another version of Wireshark knows. */
  hasUnknown: boolean;
}

/**
 * Reads the arguments of an extcap program. Options that begin with `--extcap-` and are unknown are passed over, as
 * newer Wiresharks may have more of them.
 *
 * @throws CliError
 */
export function parseExtcapArguments(words: readonly string[]): ExtcapArguments {
  const flags = new Set<string>();
  const values = new Map<string, string>();
  let hasUnknown = false;
  for (let i = 0; i < words.length; i++) {
    const word = words[i] ?? '';
    const [, option = word, attached] = /^(--[^=]+)=(.*)$/s.exec(word) ?? [];
    if (FLAGS.includes(option)) {
      if (attached === undefined || isTrue(attached)) flags.add(option);
    } else if (VALUED.includes(option)) {
      const value = attached ?? words[++i];
      if (value === undefined) throw new CliError(`Cannot use ${JSON.stringify(option)} without a value`);
      values.set(option, value);
    } else if (option.startsWith('--extcap-')) {
      hasUnknown = true;
      const next = words[i + 1];
      if (attached === undefined && next !== undefined && !next.startsWith('--')) i++;
    } else {
      const hint = didYouMean(option, [...FLAGS, ...VALUED]) || '; see "netchannel-sim extcap --help"';
      throw new CliError(`Unknown option ${JSON.stringify(option)}${hint}`);
    }
  }
  return {
    has: (option) => flags.has(nameOf(option)),
    value: (option) => values.get(nameOf(option)),
    hasUnknown,
  };
}

function namesOfRows(isWanted: (flags: string) => boolean): string[] {
  return EXTCAP_OPTIONS.filter(({ extcap }) => isWanted(extcap.flags)).map(nameOf);
}

function nameOf(option: string | ExtcapRow): string {
  return typeof option === 'string' ? option : namesOf(option.extcap.flags).long;
}

/** As Wireshark itself reads a truth value. */
function isTrue(text: string): boolean {
  return /[yt1-9]/i.test(text);
}
