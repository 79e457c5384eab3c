import { INSPECT_FAIL_ON, type InspectFailOn } from '../options/inspect-fail-on.ts';
import { parseRunOptions } from '../run/options.ts';

/** The options of `inspect` as the command line gives them. */
export interface RawInspectOptions {
  json?: string | true;
  failOn?: string[];
  list?: string;
  quiet?: boolean;
  color: boolean;
}

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
  return { json, list, quiet, color, failOn: new Set(failOn.map(INSPECT_FAIL_ON.parse)) };
}
