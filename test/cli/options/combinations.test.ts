import { expect, test } from 'vitest';
import { optionsOf } from '../../../src/cli/options/add-options.ts';
import { GivenOptions, type RawOptions } from '../../../src/cli/options/given-options.ts';
import { namesOf } from '../../../src/cli/options/option-names.ts';
import type { CommandPath, OptionRow } from '../../../src/cli/options/option-row.ts';
import { OPTIONS } from '../../../src/cli/options/table.ts';
import { parsedBy } from './parsed-by.ts';

/** Texts after options that go with others where any do. */
const PLAIN: Readonly<Record<string, string>> = {
  '--output': 'x.pcapng',
  '--format': 'pcapng',
  '--vantage': 'netback',
  '--shard': '1/2',
  '--define': 'a=1',
  '--guest': '10.0.0.2',
  '--mtu': '1500',
  '--allow': '10.0.0.10',
  '--secret': 'swordfish',
  '--link-type': 'raw',
};

/** What gives options that need another what they need. */
const MET: Readonly<Record<string, readonly string[]>> = {
  '--pace': ['-o', '-'],
  '--loop': ['-o', '-'],
  '--warm-up': ['--shard', '1/2'],
};

const exclusions = OPTIONS.flatMap((row) => (row.excludes ?? []).map((exclusion) => ({ row, ...exclusion })));
const needs = OPTIONS.flatMap((row) => (row.needs === undefined ? [] : [{ row, ...row.needs }]));

test('what does not go together, as it is told', () => {
  expect(
    exclusions.map(({ row, option, says }) => [
      `${nameOf(row)} ${nameOf(option)}`,
      typeof says === 'string' ? says : says('netback'),
    ]),
  ).toMatchInlineSnapshot(`
    [
      [
        "--output --no-capture",
        "Cannot combine --no-capture with --output, which names the capture; leave one out",
      ],
      [
        "--format --no-capture",
        "Cannot combine --no-capture with --format, which is about the capture; leave one out",
      ],
      [
        "--vantage --no-capture",
        "Cannot combine --no-capture with --vantage, which is about the capture; leave one out",
      ],
      [
        "--open --no-capture",
        "Cannot combine --open, which shows the capture, with --no-capture; leave one out",
      ],
      [
        "--open --output",
        "Cannot open a capture that goes to standard output; leave out -o -, or leave out --open, and pipe it: | wireshark -k -i -",
      ],
      [
        "--step --output",
        "Cannot combine --step, which tells one run and writes nothing, with --output; leave one out",
      ],
      [
        "--step --format",
        "Cannot combine --step, which tells one run and writes nothing, with --format; leave one out",
      ],
      [
        "--step --vantage",
        "Cannot combine --step, which tells one run and writes nothing, with --vantage; leave one out",
      ],
      [
        "--step --no-capture",
        "Cannot combine --step, which tells one run and writes nothing, with --no-capture; leave one out",
      ],
      [
        "--step --open",
        "Cannot combine --step, which tells one run and writes nothing, with --open; leave one out",
      ],
      [
        "--step --matrix",
        "Cannot combine --step, which tells one run and writes nothing, with --matrix; leave one out",
      ],
      [
        "--step --shard",
        "Cannot combine --step, which tells one run and writes nothing, with --shard; leave one out",
      ],
      [
        "--step --exposure",
        "Cannot combine --step, which tells one run and writes nothing, with --exposure; leave one out",
      ],
      [
        "--step --trace",
        "Cannot combine --step, which tells one run and writes nothing, with --trace; leave one out",
      ],
      [
        "--step --json",
        "Cannot combine --step, which tells one run and writes nothing, with --json; leave one out",
      ],
      [
        "--step --html",
        "Cannot combine --step, which tells one run and writes nothing, with --html; leave one out",
      ],
      [
        "--step --reporter",
        "Cannot combine --step, which tells one run and writes nothing, with --reporter; leave one out",
      ],
      [
        "--step --fail-on",
        "Cannot combine --step, which tells one run and writes nothing, with --fail-on; leave one out",
      ],
      [
        "--step --verbose",
        "Cannot combine --step, which tells one run and writes nothing, with --verbose; leave one out",
      ],
      [
        "--step --list",
        "Cannot combine --step, which tells one run and writes nothing, with --list; leave one out",
      ],
      [
        "--step --quiet",
        "Cannot combine --step, which tells one run and writes nothing, with --quiet; leave one out",
      ],
      [
        "--device --netchannel",
        "Cannot combine --device with --netchannel, which chooses among releases only; leave one out",
      ],
      [
        "--device --matrix",
        "Cannot combine --device with --matrix, which names releases itself; leave one out",
      ],
      [
        "--devices --netchannel",
        "Cannot combine --devices with --netchannel, which chooses among releases only; leave one out",
      ],
      [
        "--devices --differences",
        "Cannot combine --devices with --differences: devices are measured, and no frames are shown; leave one out",
      ],
      [
        "--exposure --shard",
        "Cannot combine --exposure with --shard, a part of a run: what is exposed is known of a whole run only",
      ],
      [
        "--trace --shard",
        "Cannot combine --trace with --shard: a trace is of a whole run; leave one out",
      ],
      [
        "--matrix --netchannel",
        "Cannot combine --matrix, which names releases itself, with --netchannel; leave one out",
      ],
      [
        "--shard --loop",
        "Cannot combine --loop with --shard, which is a part of one run; leave one out",
      ],
      [
        "--shard --open",
        "Cannot combine --open with --shard; merge the captures first",
      ],
      [
        "--shard --vantage",
        "Cannot combine --vantage netback with --shard: a frame that is on its way at the end of a part would be seen by none or by two",
      ],
      [
        "--link-type --device",
        "Cannot combine --device with --link-type: a device sends Ethernet frames; leave one out",
      ],
    ]
  `);
});

test('what means something only with another, as it is told', () => {
  expect(needs.map(({ row, says }) => [nameOf(row), says])).toMatchInlineSnapshot(`
    [
      [
        "--vantage",
        "Cannot write frames of both vantage points to a pcap file, which has no interfaces to tell them apart; add --format pcapng, or name the capture *.pcapng",
      ],
      [
        "--pace",
        "Cannot use --pace without a live reader; add -o -, and pipe the capture into one",
      ],
      [
        "--loop",
        "Cannot use --loop without a live reader; add -o -, and pipe the capture into one",
      ],
      [
        "--warm-up",
        "Cannot use --warm-up without --shard: a whole run has nothing to make up for",
      ],
    ]
  `);
});

test('a pace goes with what it is of use to: a live reader, or steps that are told', () => {
  const of = (raw: RawOptions) => () => GivenOptions.of('run', { pace: 'x10', ...raw });
  expect(of({})).toThrow('Cannot use --pace without a live reader');
  expect(of({ quiet: true })).toThrow('Cannot use --pace without a live reader');
  expect(of({ output: '-' })).not.toThrow();
  expect(of({ step: true })).not.toThrow();
});

test('two that do not go together say it in one of their rows', () => {
  const pairs = exclusions.map(({ row, option }) => [nameOf(row), nameOf(option)].sort().join(' '));
  expect(pairs).toEqual([...new Set(pairs)]);
});

test.each(
  exclusions.map(({ row, option, says }) => [nameOf(row), nameOf(option), { row, option, says }] as const),
)(
  '%s and %s are refused by each command that has both, whichever comes first',
  (_first, _second, { row, option, says }) => {
    const commands = commandsOf(row).filter((command) => commandsOf(option).includes(command));
    expect(commands).not.toEqual([]);
    const sentence = typeof says === 'string' ? says : says('netback');
    const own = wordsOf(row);
    // It may depend on the text after the other.
    const other = nameOf(option) === '--output' && nameOf(row) === '--open' ? ['-o', '-'] : wordsOf(option);
    const met = MET[nameOf(option)] ?? [];
    for (const command of commands) {
      for (const words of [
        [...met, ...own, ...other],
        [...other, ...own, ...met],
      ]) {
        expect(() => parsedBy(command, words), words.join(' ')).toThrow(sentence);
      }
    }
  },
);

test.each(needs.map(({ row, says }) => [nameOf(row), { row, says }] as const))(
  '%s alone is refused, where it needs another',
  (name, { row, says }) => {
    const words = name === '--vantage' ? [name, 'both'] : wordsOf(row);
    for (const command of commandsOf(row)) {
      expect(() => parsedBy(command, words), command).toThrow(says);
    }
  },
);

test.each([
  [['--pace', 'x10', '-o', '-']],
  [['--loop', '-o', '-']],
  [['--open', '-o', 'x.pcap']],
  [['--vantage', 'both', '-o', 'x.pcapng']],
  [['--vantage', 'Both', '--format', 'pcapng']],
  [['--shard', '1/2', '--vantage', 'Receiver', '--warm-up', '3']],
  [['--no-capture', '--matrix']],
])('%j go together', (words) => {
  expect(() => parsedBy('run', words)).not.toThrow();
});

test('any two others go together', () => {
  for (const command of ['run', 'replay', 'compare', 'merge', 'inspect', 'import'] as const) {
    const rows = optionsOf(command).map(({ row }) => row);
    for (const [i, first] of rows.entries()) {
      for (const second of rows.slice(i + 1)) {
        const all = [first, second].flatMap((row) => [...(MET[nameOf(row)] ?? []), ...wordsOf(row)]);
        const met = OPTIONS.filter((row) =>
          [nameOf(row), namesOf(row.flags).short].some((name) => all.includes(name ?? '')),
        );
        if (met.some((row) => met.some((other) => isRefused(row, other)))) continue;
        // Where a capture has to go to standard output, it cannot go to a file.
        if (all.includes('-') && all.includes('x.pcapng')) continue;
        expect(() => parsedBy(command, all), `${command} ${all.join(' ')}`).not.toThrow();
      }
    }
  }
});

function isRefused(row: OptionRow, other: OptionRow): boolean {
  return row.excludes?.some(({ option }) => option === other) === true;
}

function commandsOf({ on }: OptionRow): CommandPath[] {
  return Object.keys(on) as CommandPath[];
}

function nameOf({ flags }: OptionRow): string {
  return namesOf(flags).long;
}

function wordsOf({ flags, values }: OptionRow): string[] {
  const { long } = namesOf(flags);
  if (!/[<[]/.test(flags)) return [long];
  const [choice = '5'] = values !== undefined && 'choices' in values ? values.choices : [];
  return [long, PLAIN[long] ?? choice];
}
