import type { FirewallRule } from '../../guest/firewall.ts';
import type { DataPath } from '../errors.ts';
import type { FirewallInput } from '../schema/guests.ts';
import type { ScriptNetwork } from '../script.ts';
import type { AddressBook } from './address-book.ts';

type RuleInput = FirewallInput['rules'][number];

/** @param path - of the firewall: `firewall` */
export function compileFirewall(
  input: FirewallInput | undefined,
  book: AddressBook,
  path: DataPath,
): Omit<ScriptNetwork, 'guests'> {
  const rules = (input?.rules ?? []).map((rule, i): FirewallRule => {
    const at = [...path, 'rules', i];
    return {
      ...addresses('from', rule, book, at),
      ...addresses('to', rule, book, at),
      ...(rule.protocol === undefined ? {} : { protocol: rule.protocol }),
      ...(rule.port === undefined ? {} : { port: rule.port }),
      action: rule.action,
    };
  });
  return { rules, ...(input?.validated === true ? { validated: true } : {}) };
}

function addresses(
  key: 'from' | 'to',
  { [key]: input }: RuleInput,
  book: AddressBook,
  path: DataPath,
): Partial<Record<'from' | 'to', Set<number>>> {
  if (input === undefined) return {};
  if (!Array.isArray(input)) return { [key]: new Set([book.ipv4(input, [...path, key])]) };
  return { [key]: new Set(input.map((name, i) => book.ipv4(name, [...path, key, i]))) };
}
