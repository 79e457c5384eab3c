import { CliError } from '../cli-error.ts';

/** @returns what reads an integer from `least` to `most` after `option`, and throws a CliError if it is none */
export function numberAfter(option: string, least: number, most: number): (text: string) => number {
  return (text) => {
    const number = /^\d{1,15}$/.test(text) ? Number(text) : Number.NaN;
    if (number >= least && number <= most) return number;
    throw new CliError(
      `Cannot use ${JSON.stringify(text)} after ${option}: expected a number from ${least} to ${most}`,
    );
  };
}
