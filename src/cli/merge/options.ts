import { CliError } from '../cli-error.ts';
import { DEFAULT_LIST, LIST } from '../options/list.ts';
import { asked } from '../options/option-row.ts';

/** The options of `merge` as the command line gives them. */
export interface RawMergeOptions {
  output?: string;
  append?: boolean;
  json?: string | true;
  list?: string;
  verbose?: boolean;
  quiet?: boolean;
  color: boolean;
}

/** The options of `merge`, checked. */
export interface MergeSettings {
  /** Of the merged capture: '-' for standard output; undefined for none. */
  output: string | undefined;
  append: boolean;
  /** Where the merged report goes as JSON: a file, '-' for standard output, undefined for nowhere. */
  json: string | undefined;
  list: number;
  verbose: boolean;
  quiet: boolean;
  color: boolean;
}

/** @throws CliError that names the first option that is wrong */
export function parseMergeOptions(raw: RawMergeOptions): MergeSettings {
  const { output, append = false, json, list, quiet = false, color } = raw;
  if (output === '') throw new CliError('Cannot write the capture: the name after --output is empty');
  if (json === '') throw new CliError('Cannot write the JSON report: the name after --json is empty');
  const jsonFile = json === true ? '-' : json;
  if (output === '-' && jsonFile === '-') {
    throw new CliError(
      'Cannot write both the capture and the JSON report to standard output; name a file after --json or --output',
    );
  }
  return {
    output,
    append,
    json: jsonFile,
    list: asked(LIST, list) ?? DEFAULT_LIST,
    verbose: raw.verbose === true || list !== undefined,
    quiet,
    color,
  };
}
