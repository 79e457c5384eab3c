import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { optionsOf } from '../../../src/cli/options/add-options.ts';
import { DEVICE } from '../../../src/cli/options/device.ts';
import { EXPOSURE } from '../../../src/cli/options/exposure.ts';
import { GivenOptions } from '../../../src/cli/options/given-options.ts';
import { NETCHANNEL } from '../../../src/cli/options/netchannel.ts';
import { attributeOf } from '../../../src/cli/options/option-names.ts';
import type { OptionRow } from '../../../src/cli/options/option-row.ts';
import { SAID_AGAIN } from '../../../src/cli/options/said-again.ts';
import { SHARD } from '../../../src/cli/options/shard.ts';
import { OPTIONS } from '../../../src/cli/options/table.ts';
import { DEVICE_NAMES, OWN_DEVICE } from '../../../src/netchannel/devices.ts';
import { COMPARED_RELEASES } from '../../../src/netchannel/releases.ts';
import { parsedBy } from './parsed-by.ts';

const name = fc.string({ minLength: 1 }).filter((text) => !/^-|\0/.test(text));
const numbers = (min: number, max: number): fc.Arbitrary<string> => fc.integer({ min, max }).map(String);

/** Texts that an option takes; of those with no row here, what completion offers. */
const TEXTS: Readonly<Record<string, fc.Arbitrary<string>>> = {
  '-o, --output <file>': name,
  '-o, --output <pattern>': name,
  '--json [file]': name,
  '--guest <address>': fc.oneof(
    fc.ipV4(),
    fc.array(fc.integer({ min: 0, max: 255 }), { minLength: 6, maxLength: 6 }).map(macText),
  ),
  '--limit <n>': numbers(1, 1_000_000_000),
  '--pace <pace>': fc.oneof(
    fc.constantFrom('asap', '0', 'realtime', '×3'),
    fc.integer({ min: 1, max: 1_000_000_000 }).map((thousandths) => `X${thousandths / 1000}`),
  ),
  '--netchannel <releases>': fc
    .shuffledSubarray([...COMPARED_RELEASES], { minLength: 1 })
    .map((names) => names.join(' , ')),
  '--device <devices>': fc
    .shuffledSubarray([...DEVICE_NAMES, OWN_DEVICE], { minLength: 1 })
    .map((names) => names.join(' , ')),
  '--seed <n>': fc
    .integer({ min: 0, max: 0xffff_ffff })
    .chain((seed) => fc.constantFrom(String(seed), `0x${seed.toString(16)}`)),
  '--shard <i/n>': fc
    .tuple(fc.integer({ min: 1, max: 9 }), fc.integer({ min: 9, max: 1_000_000 }))
    .map((numbers) => numbers.join('/')),
  '--warm-up <n>': fc.oneof(fc.constantFrom('auto', 'all'), numbers(1, 1_000_000)),
  '-D, --define <name=value>': fc
    .tuple(fc.stringMatching(/^[a-z_]{1,3}$/), fc.string())
    .map((pair) => pair.join('=')),
  '--differences <n>': numbers(0, 1000),
  '--poll-every <n>': numbers(1, 1_000_000_000),
  '--mtu <n>': numbers(68, 65_521),
  '--list <n>': fc.oneof(fc.constant('all'), numbers(0, 50_000)),
  '--files-under <dir>': name,
  '--size <bytes>': numbers(1, 65_535),
  '--frames <n>': numbers(1, 1000),
  '--timeout <seconds>': fc
    .integer({ min: 100, max: 3_600_000 })
    .map((thousandths) => String(thousandths / 1000)),
};

/** Those that are said again, and any others that can be. */
const parsed = OPTIONS.filter(
  (row) =>
    row.parse !== undefined && (row.write !== undefined || Object.values(SAID_AGAIN).flat().includes(row)),
);

test.each(parsed.map((row) => [row.flags, row] as const))(
  'what %s says again is read as the same',
  (_, row) => {
    const { parse = String, write = String } = row;
    fc.assert(
      fc.property(textOf(row), (text) => {
        const value = parse(text);
        expect(parse(write(value))).toEqual(value);
      }),
    );
  },
);

test.each(['run', 'compare', 'replay'] as const)(
  'a line of %s that is repeated gives the same options',
  (command) => {
    const rows = SAID_AGAIN[command] ?? [];
    const recordOf = (...without: readonly OptionRow[]): fc.Arbitrary<Record<string, unknown>> =>
      fc.record(
        Object.fromEntries(
          rows.filter((row) => !without.includes(row)).map((row) => [attributeOf(row.flags), rawOf(row)]),
        ),
        { requiredKeys: [] },
      );
    // Of two that exclude each other one is left out, so that not most of what is tried is refused.
    const given = fc.oneof(recordOf(DEVICE, SHARD), recordOf(NETCHANNEL, EXPOSURE));
    fc.assert(
      fc.property(given, (raw) => {
        const options = readOrNothing(() => GivenOptions.of(command, raw));
        fc.pre(options !== undefined);
        const again = parsedBy(command, unquoted(options?.words(rows) ?? []));
        for (const row of rows) {
          expect(again.has(row), row.flags).toBe(options?.has(row));
          expect(again.words([row]), row.flags).toEqual(options?.words([row]));
        }
      }),
      { numRuns: 50 },
    );
  },
);

test('each option of a command that is repeated is said again, or only about how this run is told', () => {
  const told = (command: 'run' | 'compare' | 'replay'): string[] =>
    optionsOf(command)
      .filter(({ row }) => SAID_AGAIN[command]?.includes(row) !== true)
      .map(({ row }) => row.flags.replace(/ .*/, ''));
  expect(told('run')).toEqual([
    '--pace',
    '--loop',
    '--step',
    '--trace',
    '--matrix',
    '--json',
    '--html',
    '--reporter',
    '--fail-on',
    '-q,',
    '--no-color',
  ]);
  expect(told('compare')).toEqual(['-o,', '--json', '--html', '--reporter', '-q,', '--no-color']);
  expect(told('replay')).toEqual([
    '--matrix',
    '--json',
    '--html',
    '--reporter',
    '--fail-on',
    '-q,',
    '--no-color',
  ]);
});

test('what counts anyway is not said again', () => {
  const raw = { pollEvery: '1', mtu: '1500', netchannel: '1.10.0', list: '20' };
  const given = GivenOptions.of('replay', raw).withoutUsual();
  expect(given.words(SAID_AGAIN.replay ?? [])).toEqual(['--netchannel', '1.10.0', '--mtu', '1500']);
});

function textOf({ flags, values }: OptionRow): fc.Arbitrary<string> {
  const offered = values !== undefined && 'choices' in values ? values.choices : [];
  const texts = TEXTS[flags] ?? fc.constantFrom(...offered);
  return offered.length === 0 ? texts : fc.oneof(texts, fc.constantFrom(...offered));
}

/** As `commander` gives it. */
function rawOf(row: OptionRow): fc.Arbitrary<unknown> {
  if (row.flags.startsWith('--no-')) return fc.constant(false);
  if (!/[<[]/.test(row.flags)) return fc.constant(true);
  return row.repeatable === true ? fc.array(textOf(row), { minLength: 1, maxLength: 3 }) : textOf(row);
}

/** Those that do not go together give nothing. */
function readOrNothing<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch {
    return undefined;
  }
}

/** As a shell does: words are quoted as a whole, or not at all. */
function unquoted(words: readonly string[]): string[] {
  return words.map((word) => (word.startsWith("'") ? word.slice(1, -1).replaceAll("'\\''", "'") : word));
}

function macText(bytes: readonly number[]): string {
  return bytes.map((byte) => byte.toString(16).padStart(2, '0')).join(':');
}
