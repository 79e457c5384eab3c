import type { DeviceName } from '../../netchannel/devices.ts';
import { CliError } from '../cli-error.ts';

/** What stands for the release in the name of a capture. */
const PLACEHOLDER = '{release}';

/** What a capture is of. */
export interface CaptureOf {
  /** The script's name without folder and extension. */
  script: string;
  release: DeviceName;
  /** Which part of the run, if it is one: '07'. */
  shard?: string;
}

/** What differs between the captures that a pattern names. */
export interface Variety {
  scripts: boolean;
  releases: boolean;
}

/** @returns the pattern with `{script}`, `{release}` and, if it is of a shard, `{shard}` filled in */
export function outputFile(pattern: string, capture: CaptureOf): string {
  return pattern.replace(/\{(script|release|shard)\}/g, (text, key: keyof CaptureOf) => capture[key] ?? text);
}

/**
 * Refuses a pattern that would send several captures to one place.
 * @throws CliError
 */
export function checkPattern(pattern: string, { scripts, releases }: Variety): void {
  const needed = [
    { name: 'scripts', placeholder: '{script}', isNeeded: scripts },
    { name: 'releases', placeholder: PLACEHOLDER, isNeeded: releases },
  ].filter(({ isNeeded }) => isNeeded);
  const missing = needed
    .map(({ placeholder }) => placeholder)
    .filter((placeholder) => !pattern.includes(placeholder));
  if (missing.length === 0) return;
  const where = pattern === '-' ? 'standard output' : JSON.stringify(pattern);
  const several = needed.map(({ name }) => name).join(' and ');
  throw new CliError(
    `Cannot write the captures of several ${several} to ${where}: the name after --output needs ${missing.join(' and ')}, as in ${JSON.stringify(example(pattern, missing, scripts))}`,
  );
}

/**
 * Names the captures of several releases.
 *
 * @param pattern - such as `demo-{release}.pcap`
 * @returns the file of each release
 * @throws CliError if all of them would go to one place
 */
export function outputFiles<R extends DeviceName>(pattern: string, releases: readonly R[]): Map<R, string> {
  checkPattern(pattern, { scripts: false, releases: true });
  return new Map(releases.map((release) => [release, pattern.replaceAll(PLACEHOLDER, release)]));
}

function example(pattern: string, missing: readonly string[], scripts: boolean): string {
  const [, base = '', extension = ''] = /^(.*?)(\.[^./\\]*)?$/s.exec(pattern) ?? [];
  const named = base !== '' && base !== '-' ? [base] : scripts ? [] : ['demo'];
  return `${[...named, ...missing].join('-')}${extension === '' ? '.pcap' : extension}`;
}
