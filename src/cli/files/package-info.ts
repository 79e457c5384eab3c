import { readPackaged } from './read-packaged.ts';

/** @returns what captures call the program that wrote them */
export function applicationName(): string {
  return `netchannel-sim ${packageVersion()}`;
}

/** @returns the version in package.json @throws CliError if it cannot be read */
export function packageVersion(): string {
  const text = readPackaged('package.json').toString();
  const { version }: { version?: unknown } = JSON.parse(text);
  return typeof version === 'string' ? version : 'unknown';
}
