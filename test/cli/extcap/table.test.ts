import { expect, test } from 'vitest';
import { parseExtcapArguments } from '../../../src/cli/extcap/arguments.ts';
import { EXTCAP_OPTIONS } from '../../../src/cli/extcap/table.ts';
import { configSentences } from '../../../src/cli/extcap/user-options.ts';
import { namesOf } from '../../../src/cli/options/option-names.ts';
import { OPTIONS } from '../../../src/cli/options/table.ts';
import { program } from '../../../src/cli/program.ts';
import { parseSentences } from './parser.ts';

test('rows that Wireshark can ask for are options of an extcap program', () => {
  const asked = OPTIONS.filter(({ extcap }) => extcap !== undefined);
  expect(EXTCAP_OPTIONS).toEqual(expect.arrayContaining(asked));
});

test.each(EXTCAP_OPTIONS.map((row) => [row.extcap.flags, row] as const))('%s is read', (flags, row) => {
  const { long } = namesOf(flags);
  expect(long).toBe(namesOf(row.flags).long);
  if (flags === long) {
    expect(parseExtcapArguments([long]).has(row)).toBe(true);
    expect(parseExtcapArguments([]).has(row)).toBe(false);
  } else {
    expect(parseExtcapArguments([long, 'x']).value(row)).toBe('x');
    expect(parseExtcapArguments([]).value(row)).toBeUndefined();
  }
});

test('the dialogue shows what rows say, and offers what they read', () => {
  const sentences = parseSentences(`${configSentences().join('\n')}\n`);
  const shown = EXTCAP_OPTIONS.filter(({ extcap }) => extcap.dialogue !== undefined);
  const args = sentences.filter(({ kind }) => kind === 'arg');
  expect(args.map(({ parameters }) => parameters['call']).sort()).toEqual(
    shown.map(({ flags }) => namesOf(flags).long).sort(),
  );
  for (const { flags, parse, extcap } of shown) {
    const arg = args.find(({ parameters }) => parameters['call'] === namesOf(flags).long);
    expect(arg?.parameters['display'], flags).toBe(extcap.dialogue?.parameters['display']);
    const values = sentences.filter(
      ({ kind, parameters }) => kind === 'value' && parameters['arg'] === arg?.parameters['number'],
    );
    const choices = extcap.dialogue?.choices?.() ?? [];
    expect(values.map(({ parameters }) => parameters['value'])).toEqual(choices.map(([value]) => value));
    for (const [value] of choices) {
      if (value !== extcap.none) expect(() => parse?.(value), `${flags} ${value}`).not.toThrow();
    }
  }
});

test('the help of extcap lists the rows', () => {
  const extcap = program().commands.find((command) => command.name() === 'extcap');
  let help = '';
  extcap?.configureOutput({ writeOut: (text) => (help += text) }).outputHelp();
  const listed = [...help.matchAll(/^ {2}(--\S+(?: <\w+>)?) +(.*)$/gm)].map(([, flags, says]) => [
    flags,
    says,
  ]);
  expect(listed).toEqual(EXTCAP_OPTIONS.map(({ extcap: { flags, says } }) => [flags, says]));
});
