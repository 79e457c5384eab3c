import { didYouMean } from '../../script/suggestion.ts';
import { CliError } from '../cli-error.ts';
import { parseRunOptions } from '../run/options.ts';

/** The options of `inspect` as the command line gives them. */
export interface RawInspectOptions {
  json?: string | true;
  failOn?: string[];
  list?: string;
  quiet?: boolean;
  color: boolean;
}

export const FINDINGS = ['checksum', 'padding', 'fcs'] as const;

/** What --fail-on of `inspect` can name. */
export type InspectFailOn = (typeof FINDINGS)[number];

/** The options of `inspect`, checked. */
export interface InspectSettings {
  /** Where the JSON report goes: a file, '-' for standard output, undefined for none. */
  json: string | undefined;
  failOn: ReadonlySet<InspectFailOn>;
  list: number;
  quiet: boolean;
  color: boolean;
}

/** @throws CliError that names the first option that is wrong */
export function parseInspectOptions({ failOn = [], ...shared }: RawInspectOptions): InspectSettings {
  const { json, list, quiet, color } = parseRunOptions(shared);
  return { json, list, quiet, color, failOn: new Set(failOn.map(parseFailOn)) };
}

function parseFailOn(text: string): InspectFailOn {
  const finding = FINDINGS.find((name) => name === text);
  if (finding !== undefined) return finding;
  const hint = didYouMean(text, FINDINGS).replace(/\?$/, '');
  throw new CliError(
    `Unknown finding ${JSON.stringify(text)} after --fail-on${hint}; there are ${FINDINGS.slice(0, -1).join(', ')} and ${FINDINGS.at(-1)}`,
  );
}
