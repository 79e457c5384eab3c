import { RELEASE_NAMES, type Release } from '../../netchannel/releases.ts';
import { CliError } from '../cli-error.ts';
import { inFolder } from '../files/output-folder.ts';
import { outputFiles } from '../files/output-pattern.ts';
import { parseDefines } from '../options/parse-define.ts';
import { parseReleases } from '../options/parse-releases.ts';
import { parseSeed } from '../options/parse-seed.ts';

/** The options of `compare` as the command line gives them. */
export interface RawCompareOptions {
  netchannel?: string;
  seed?: string;
  define?: string[];
  filesUnder?: string[];
  differences?: string;
  output?: string;
  json?: string | true;
  quiet?: boolean;
  color: boolean;
}

/** The options of `compare`, checked. */
export interface CompareSettings {
  /** At least two. */
  releases: readonly Release[];
  /** The releases as the command line named them, if it did. */
  netchannel: string | undefined;
  seed: number | undefined;
  /** Values of the script's variables, by name. */
  defines: Readonly<Record<string, string>>;
  /** Folders whose files it may name, beside the usual ones. */
  filesUnder: readonly string[];
  differences: number;
  /** The capture of each release; empty if none is to be written. */
  outputs: ReadonlyMap<Release, string>;
  /** Where the JSON report goes: a file, '-' for standard output, undefined for none. */
  json: string | undefined;
  quiet: boolean;
  color: boolean;
}

const DEFAULT_DIFFERENCES = 3;

/** How many frames that differ a comparison keeps at most: each is kept whole, for every release. */
export const MOST_DIFFERENCES = 1000;

/**
 * @param baseName - of the captures, if they go to a folder
 * @throws CliError that names the first option that is wrong
 */
export function parseCompareOptions(raw: RawCompareOptions, baseName = 'capture'): CompareSettings {
  const { netchannel, seed, differences } = raw;
  const output = raw.output && inFolder(raw.output, `${baseName}-{release}.pcap`);
  const json = raw.json === true ? '-' : raw.json && inFolder(raw.json, `${baseName}.json`);
  if (output === '') throw new CliError('Cannot write the captures: the name after --output is empty');
  if (json === '') throw new CliError('Cannot write the JSON report: the name after --json is empty');
  const releases = netchannel === undefined ? RELEASE_NAMES : parseReleases(netchannel);
  const [only, second] = releases;
  if (second === undefined) {
    throw new CliError(
      `Cannot compare netchannel ${only} with nothing; name two releases or more after --netchannel, with commas between them`,
    );
  }
  return {
    releases,
    netchannel: netchannel === undefined ? undefined : releases.join(','),
    seed: seed === undefined ? undefined : parseSeed(seed),
    defines: parseDefines(raw.define ?? []),
    filesUnder: raw.filesUnder ?? [],
    differences: differences === undefined ? DEFAULT_DIFFERENCES : parseDifferences(differences),
    outputs: output === undefined ? new Map() : outputFiles(output, releases),
    json,
    quiet: raw.quiet ?? false,
    color: raw.color,
  };
}

function parseDifferences(text: string): number {
  const differences = /^\d+$/.test(text) ? Number(text) : Number.NaN;
  if (differences <= MOST_DIFFERENCES) return differences;
  throw new CliError(
    `Cannot show ${JSON.stringify(text)} frames that differ: expected a number from 0 to ${MOST_DIFFERENCES}`,
  );
}
