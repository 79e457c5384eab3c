import { enumerated } from '../../report/words.ts';
import { CliError } from '../cli-error.ts';
import { closestHint } from './closest-hint.ts';

/** @returns what reads one of the findings after --fail-on, and throws a CliError if it is none of them */
export function findingAfter<T extends string>(findings: readonly T[]): (text: string) => T {
  return (text) => {
    const finding = findings.find((name) => name === text);
    if (finding !== undefined) return finding;
    throw new CliError(
      `Unknown finding ${JSON.stringify(text)} after --fail-on${closestHint(text, findings)}; there are ${enumerated(findings)}`,
    );
  };
}
