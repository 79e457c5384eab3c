import type { Command } from 'commander';
import { expect, test } from 'vitest';
import { knownValues } from '../../../src/cli/completion/known-values.ts';
import { completedCommands } from '../../../src/cli/completion/word-tree.ts';
import { optionsOf, pathOf } from '../../../src/cli/options/add-options.ts';
import { OPTIONS } from '../../../src/cli/options/table.ts';
import { program } from '../../../src/cli/program.ts';

const root = program();
const commands = withThoseBelow(root);

test.each(commands.map((command) => [pathOf(command), command] as const))(
  'the options of "%s" are rows, in the order of the table',
  (path, command) => {
    // Those of the program itself, --version and --help, are commander's.
    const own = command.options.filter(({ long }) => long !== '--version');
    const rows = optionsOf(path);
    expect(own.map(({ flags, description }) => [flags, description])).toEqual(
      rows.map(({ flags, says }) => [flags, says]),
    );
  },
);

test('every row is an option of a command that there is', () => {
  const paths = commands.map(pathOf);
  for (const { flags, on } of OPTIONS) {
    expect(Object.keys(on), flags).not.toEqual([]);
    expect(paths, flags).toEqual(expect.arrayContaining(Object.keys(on)));
  }
});

test('no command has two options of a name', () => {
  for (const command of commands) {
    const names = command.options.flatMap(({ short, long }) => [short, long]).filter((name) => name);
    expect(names, pathOf(command)).toEqual([...new Set(names)]);
  }
});

test('completion offers the options that help shows, and the values of the row', () => {
  for (const { path, options } of completedCommands(root, knownValues(root))) {
    for (const { flags, says, values } of optionsOf(path)) {
      const completed = options.find(({ description }) => description === says);
      expect(completed?.names.join(', '), `${path} ${flags}`).toBe(flags.replace(/ [<[].*/, ''));
      const taken = /[<[]/.test(flags) ? (values ?? { kind: 'nothing' }) : undefined;
      expect(completed?.values, `${path} ${flags}`).toEqual(taken);
    }
  }
});

test('an option parses each value that completion offers', () => {
  for (const { flags, values, parse } of OPTIONS) {
    if (parse === undefined || values === undefined || !('choices' in values)) continue;
    for (const choice of values.choices) expect(() => parse(choice), `${flags} ${choice}`).not.toThrow();
  }
});

test('an option that can be given again and again collects what it is given, others take the last', () => {
  for (const command of commands) {
    for (const { row, flags } of optionsOf(pathOf(command))) {
      const option = command.options.find((candidate) => candidate.flags === flags);
      const collected: unknown = option?.parseArg?.('b', ['a']);
      expect(collected, flags).toEqual(row.repeatable === true ? ['a', 'b'] : undefined);
      if (row.repeatable === true) expect(option?.description, flags).toContain('(repeatable)');
    }
  }
});

function withThoseBelow(command: Command): Command[] {
  return [command, ...command.commands.flatMap(withThoseBelow)];
}
