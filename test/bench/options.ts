import { parseArgs } from 'node:util';

export interface BenchOptions {
  rounds: number;
  /** Of a long process; programs that are slow get fewer. */
  packets: number;
  /** Subjects by their names; all if undefined. */
  only: RegExp | undefined;
  /** Ten times as many packets too, for memory and cost per packet. */
  long: boolean;
  json: boolean;
  help: boolean;
}

export const USAGE = `Usage: npm run bench -- [options]

Measures how fast netchannel-sim is beside plain C and the packet tools that are installed.

  --rounds <n>     how many times everything is measured (default: 3)
  --packets <n>    packets of a process; slow tools get fewer (default: 1000000)
  --only <regex>   only what has a name that matches, and what that is compared with
  --long           memory and cost per packet of ten times as many packets, too
  --json           results as JSON
  --help           print this help
`;

/** The command line is wrong. */
export class OptionError extends Error {}

/** @throws OptionError */
export function parseOptions(args: readonly string[]): BenchOptions {
  const values = parsed(args);
  return {
    rounds: wholeNumber('--rounds', values.rounds, 3, 1000),
    packets: wholeNumber('--packets', values.packets, 1_000_000, 100_000_000),
    only: values.only === undefined ? undefined : pattern(values.only),
    long: values.long === true,
    json: values.json === true,
    help: values.help === true,
  };
}

function parsed(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      options: {
        rounds: { type: 'string' },
        packets: { type: 'string' },
        only: { type: 'string' },
        long: { type: 'boolean' },
        json: { type: 'boolean' },
        help: { type: 'boolean', short: 'h' },
      },
    }).values;
  } catch (error) {
    throw new OptionError(error instanceof Error ? error.message : String(error));
  }
}

function wholeNumber(name: string, text: string | undefined, otherwise: number, most: number): number {
  if (text === undefined) return otherwise;
  const value = Number(text);
  if (!/^\d+$/.test(text) || value < 1 || value > most)
    throw new OptionError(`Cannot take "${text}" for ${name}: expected a whole number from 1 to ${most}`);
  return value;
}

function pattern(text: string): RegExp {
  try {
    return new RegExp(text);
  } catch (error) {
    throw new OptionError(
      `Cannot take "${text}" for --only: ${error instanceof Error ? error.message : String(error)}`,
    );
  }
}
