import { readFileSync } from 'node:fs';

/** @returns what captures call the program that wrote them */
export function applicationName(): string {
  return `netchannel-sim ${packageVersion()}`;
}

/** @returns the version in package.json */
export function packageVersion(): string {
  const text = readFileSync(new URL('../../package.json', import.meta.url), 'utf8');
  const { version }: { version?: unknown } = JSON.parse(text);
  return typeof version === 'string' ? version : 'unknown';
}
