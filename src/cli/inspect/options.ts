import type { OldMemoryOptions } from '../../inspection/old-memory/old-memory.ts';
import type { ReporterOf } from '../../report/reporters/registry.ts';
import { ALLOW } from '../options/allow.ts';
import { INSPECT_FAIL_ON, type InspectFailOn } from '../options/inspect-fail-on.ts';
import { DEFAULT_LIST, LIST } from '../options/list.ts';
import { asked } from '../options/option-row.ts';
import { POISON } from '../options/poison.ts';
import { SECRET } from '../options/secret.ts';
import { askedReports } from '../reports/asked-reports.ts';
import type { AskedReport } from '../reports/parse-reporter.ts';

/** The options of `inspect` as the command line gives them. */
export interface RawInspectOptions {
  json?: string | true;
  reporter?: string[];
  failOn?: string[];
  body?: boolean;
  poison?: string[];
  secret?: string[];
  allow?: string[];
  list?: string;
  quiet?: boolean;
  color: boolean;
}

/** The options of `inspect`, checked. */
export interface InspectSettings {
  /** One of them at most goes to standard output. */
  reports: readonly AskedReport<ReporterOf<'inspection'>>[];
  failOn: ReadonlySet<InspectFailOn>;
  oldMemory: OldMemoryOptions;
  list: number;
  color: boolean;
}

/** @throws CliError that names the first option that is wrong */
export function parseInspectOptions(raw: RawInspectOptions): InspectSettings {
  const { failOn = [], body = false, poison, secret = [], allow = [], list, color } = raw;
  return {
    reports: askedReports(raw, 'inspection'),
    list: asked(LIST, list) ?? DEFAULT_LIST,
    color,
    failOn: new Set(failOn.map(INSPECT_FAIL_ON.parse)),
    oldMemory: {
      body,
      canaries: secret.map(SECRET.parse),
      allowed: new Set(allow.map(ALLOW.parse)),
      ...(poison === undefined ? {} : { poisons: [...new Set(poison.flatMap(POISON.parse))] }),
    },
  };
}
