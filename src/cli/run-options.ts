import { isRelease, RELEASE_NAMES, type Release } from '../netchannel/releases.ts';
import { didYouMean } from '../script/suggestion.ts';
import { CliError } from './cli-error.ts';

/** The options of `run` as the command line gives them. */
export interface RawRunOptions {
  output?: string;
  netchannel?: string;
  seed?: string;
  json?: string | true;
  failOn?: string[];
  list?: string;
  quiet?: boolean;
  color: boolean;
}

const FINDINGS = ['leak', 'checksum'] as const;

/** What --fail-on can name. */
export type FailOn = (typeof FINDINGS)[number];

/** The options of `run`, checked. */
export interface RunSettings {
  /** '-' for standard output; undefined to name it after the script. */
  output: string | undefined;
  release: Release | undefined;
  seed: number | undefined;
  /** Where the JSON report goes: a file, '-' for standard output, undefined for none. */
  json: string | undefined;
  failOn: ReadonlySet<FailOn>;
  list: number;
  quiet: boolean;
  color: boolean;
}

const DEFAULT_LIST = 20;

/** How many findings of a kind a run keeps for its report at most, so that reports stay of a size that can be read. */
export const MOST_LISTED = 50_000;

const LARGEST_SEED = 0xffff_ffff;

/** @throws CliError that names the first option that is wrong */
export function parseRunOptions(raw: RawRunOptions): RunSettings {
  const json = raw.json === true ? '-' : raw.json;
  if (raw.output === '') throw new CliError('Cannot write the capture: the name after --output is empty');
  if (json === '') throw new CliError('Cannot write the JSON report: the name after --json is empty');
  if (raw.output === '-' && json === '-') {
    throw new CliError(
      'Cannot write both the capture and the JSON report to standard output; name a file after --json or --output',
    );
  }
  return {
    output: raw.output,
    release: raw.netchannel === undefined ? undefined : parseRelease(raw.netchannel),
    seed: raw.seed === undefined ? undefined : parseSeed(raw.seed),
    json,
    failOn: new Set(raw.failOn?.map(parseFailOn)),
    list: raw.list === undefined ? DEFAULT_LIST : parseList(raw.list),
    quiet: raw.quiet ?? false,
    color: raw.color,
  };
}

function parseRelease(text: string): Release {
  if (isRelease(text)) return text;
  throw new CliError(
    `Unknown netchannel release ${JSON.stringify(text)}${hint(text, RELEASE_NAMES)}; there are ${RELEASE_NAMES.join(', ')}`,
  );
}

function parseSeed(text: string): number {
  const seed = /^(\d+|0x[0-9a-f]+)$/i.test(text) ? Number(text) : Number.NaN;
  if (seed <= LARGEST_SEED) return seed;
  throw new CliError(
    `Cannot use the seed ${JSON.stringify(text)}: expected an integer from 0 to ${LARGEST_SEED}, or the same as 0x…`,
  );
}

function parseFailOn(text: string): FailOn {
  const finding = FINDINGS.find((name) => name === text);
  if (finding !== undefined) return finding;
  throw new CliError(
    `Unknown finding ${JSON.stringify(text)} after --fail-on${hint(text, FINDINGS)}; there are ${FINDINGS.join(' and ')}`,
  );
}

function parseList(text: string): number {
  if (text === 'all') return MOST_LISTED;
  const list = /^\d+$/.test(text) ? Number(text) : Number.NaN;
  if (list <= MOST_LISTED) return list;
  throw new CliError(
    `Cannot list ${JSON.stringify(text)} findings: expected a number from 0 to ${MOST_LISTED}, or "all"`,
  );
}

function hint(text: string, candidates: readonly string[]): string {
  return didYouMean(text, candidates).replace(/\?$/, '');
}
