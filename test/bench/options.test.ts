import { expect, test } from 'vitest';
import { OptionError, parseOptions } from './options.ts';

test('there is a default for everything', () => {
  expect(parseOptions([])).toEqual({
    rounds: 3,
    packets: 1_000_000,
    only: undefined,
    long: false,
    json: false,
    help: false,
  });
});

test('options are heeded', () => {
  const args = ['--rounds', '5', '--packets', '2000', '--only', 'udp 18', '--long', '--json'];
  expect(parseOptions(args)).toEqual({
    rounds: 5,
    packets: 2000,
    only: /udp 18/,
    long: true,
    json: true,
    help: false,
  });
});

test.each([
  [['--rounds', '0'], 'Cannot take "0" for --rounds: expected a whole number from 1 to 1000'],
  [['--packets', '1e6'], 'Cannot take "1e6" for --packets: expected a whole number from 1 to 100000000'],
  [['--only', '('], 'Cannot take "(" for --only: Invalid regular expression'],
  [['--fast'], "Unknown option '--fast'"],
  [['--rounds'], "Option '--rounds <value>' argument missing"],
  [['extra'], 'Unexpected argument'],
])('%j is refused with words that say why', (args, message) => {
  expect(() => parseOptions(args)).toThrow(OptionError);
  expect(() => parseOptions(args)).toThrow(message);
});
