import { didYouMean } from '../../script/suggestion.ts';
import { CliError } from '../cli-error.ts';

/** Options without a value. */
const FLAGS = ['--extcap-interfaces', '--extcap-dlts', '--extcap-config', '--capture', '--loop'] as const;

/** Options with one. */
const VALUED = [
  '--extcap-interface',
  '--extcap-capture-filter',
  '--extcap-reload-option',
  '--fifo',
  '--workload',
  '--script',
  '--files-under',
  '--netchannel',
  '--seed',
  '--pace',
  '--vantage',
] as const;

/** What Wireshark asks for, in whatever order. */
export interface ExtcapArguments {
  has(option: (typeof FLAGS)[number]): boolean;
  /** @returns undefined if the option is not there, '' if it is empty */
  value(option: (typeof VALUED)[number]): string | undefined;
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
    if (isOneOf(option, FLAGS)) {
      if (attached === undefined || isTrue(attached)) flags.add(option);
    } else if (isOneOf(option, VALUED)) {
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
  return { has: (option) => flags.has(option), value: (option) => values.get(option), hasUnknown };
}

function isOneOf(option: string, known: readonly string[]): boolean {
  return known.includes(option);
}

/** As Wireshark itself reads a truth value. */
function isTrue(text: string): boolean {
  return /[yt1-9]/i.test(text);
}
