import { readFileSync } from 'node:fs';
import { packageFile } from '../package-file.ts';

/** @returns what captures call the program that wrote them */
export function applicationName(): string {
  return `netchannel-sim ${packageVersion()}`;
}

/** @returns the version in package.json */
export function packageVersion(): string {
  const text = readFileSync(packageFile('package.json'), 'utf8');
  const { version }: { version?: unknown } = JSON.parse(text);
  return typeof version === 'string' ? version : 'unknown';
}
