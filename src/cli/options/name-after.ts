import { CliError } from '../cli-error.ts';

/**
 * @param what - goes to the file: `capture`
 * @returns what reads the name of a file after `option`, and throws a CliError if it is empty
 */
export function nameAfter(option: string, what: string): (text: string) => string {
  return (text) => {
    if (text !== '') return text;
    throw new CliError(`Cannot write the ${what}: the name after ${option} is empty`);
  };
}
