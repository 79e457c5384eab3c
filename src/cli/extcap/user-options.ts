import { namesOf } from '../options/option-names.ts';
import type { Choices, Dialogue } from '../options/option-row.ts';
import { sentence } from './sentence.ts';
import { EXTCAP_OPTIONS } from './table.ts';

/** The answer to whatever capture filter. */
export const NO_FILTERS = 'netchannel-sim has no capture filters; use a display filter';

/** In the order in which Wireshark shows them. */
const GROUPS: readonly Dialogue['parameters']['group'][] = ['Workload', 'Device'];

interface UserOption extends Dialogue {
  call: string;
}

/** What the user can set before a capture, in the order in which Wireshark shows it. */
const USER_OPTIONS: readonly UserOption[] = GROUPS.flatMap((group) =>
  EXTCAP_OPTIONS.flatMap(({ extcap: { flags, dialogue } }) =>
    dialogue?.parameters.group === group ? [{ call: namesOf(flags).long, ...dialogue }] : [],
  ),
);

/** @returns the answer to --extcap-config */
export function configSentences(): string[] {
  return USER_OPTIONS.flatMap(({ call, parameters, choices }, number) => [
    sentence('arg', { number, call, ...parameters }),
    ...valueSentences(number, choices?.() ?? []),
  ]);
}

/**
 * @param name - of an option, with or without dashes
 * @returns the answer to --extcap-reload-option: its choices as they are now
 */
export function reloadedSentences(name: string): string[] {
  const called = `--${name.replace(/^-*/, '')}`;
  return USER_OPTIONS.flatMap(({ call, choices }, number) =>
    call === called ? valueSentences(number, choices?.() ?? []) : [],
  );
}

function valueSentences(arg: number, choices: Choices): string[] {
  return choices.map(([value, display], i) => sentence('value', { arg, value, display, default: i === 0 }));
}
