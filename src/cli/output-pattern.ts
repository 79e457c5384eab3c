import type { Release } from '../netchannel/releases.ts';
import { CliError } from './cli-error.ts';

/** What stands for the release in the name of a capture. */
const PLACEHOLDER = '{release}';

/**
 * Names the captures of several releases.
 *
 * @param pattern - such as `demo-{release}.pcap`
 * @returns the file of each release
 * @throws CliError if all of them would go to one place
 */
export function outputFiles<R extends Release>(pattern: string, releases: readonly R[]): Map<R, string> {
  if (!pattern.includes(PLACEHOLDER)) {
    const where = pattern === '-' ? 'standard output' : JSON.stringify(pattern);
    throw new CliError(
      `Cannot write the captures of several releases to ${where}: the name after --output needs ${PLACEHOLDER}, as in ${JSON.stringify(example(pattern))}`,
    );
  }
  return new Map(releases.map((release) => [release, pattern.replaceAll(PLACEHOLDER, release)]));
}

function example(pattern: string): string {
  const [, base = '', extension = ''] = /^(.*?)(\.[^./\\]*)?$/s.exec(pattern) ?? [];
  return `${base === '' || base === '-' ? 'demo' : base}-${PLACEHOLDER}${extension === '' ? '.pcap' : extension}`;
}
