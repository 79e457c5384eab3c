import type { Command, Option } from 'commander';
import { collect } from './collect.ts';
import type { CommandPath, OptionRow, Saying } from './option-row.ts';
import { OPTIONS } from './table.ts';

/** A row as one command has it. */
export interface CommandOption {
  row: OptionRow;
  flags: string;
  says: string;
  values: OptionRow['values'];
}

/** Gives a command the options that the table has for it, in the order of the table. */
export function addOptions(command: Command): Command {
  for (const { row, flags, says } of optionsOf(pathOf(command))) {
    const option: Option = command.createOption(flags, says);
    command.addOption(row.repeatable === true ? option.argParser(collect) : option);
  }
  return command;
}

/** @param path - such as `samples copy` */
export function optionsOf(path: string): CommandOption[] {
  return OPTIONS.flatMap((row) => {
    const saying = row.on[path as CommandPath];
    if (saying === undefined) return [];
    const {
      says,
      flags = row.flags,
      values = row.values,
    }: Saying = typeof saying === 'string' ? { says: saying } : saying;
    return [{ row, flags, says, values }];
  });
}

/** @returns the names of a command and those above it, without the program's */
export function pathOf(command: Command): string {
  const { parent } = command;
  return parent === null ? '' : `${pathOf(parent)} ${command.name()}`.trim();
}
