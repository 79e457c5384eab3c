import { z } from 'zod';
import { comparisonReportSchema } from './comparison/json-schema.ts';
import { inspectionSchema } from './inspection/json-schema.ts';
import { jsonRunsSchema } from './json-runs-schema.ts';
import { jsonReportSchema } from './json-schema.ts';
import { probeSchema } from './probe/json-schema.ts';
import type { ReportKind } from './report-kinds.ts';

const SCHEMAS = {
  /** `run --json`, `replay --json` and `merge --json`, of one run. */
  run: jsonReportSchema,
  /** The same of several runs. */
  runs: jsonRunsSchema,
  /** `compare --json`. */
  comparison: comparisonReportSchema,
  /** `inspect --json`. */
  inspection: inspectionSchema,
  /** `probe --json`. */
  probe: probeSchema,
} satisfies Record<ReportKind, unknown>;

/**
 * @returns the JSON Schema (draft-07) of a JSON report, with a description of each field
 *
 * @example
 * ```ts
 * import { reportJsonSchema } from 'netchannel-sim/schemas';
 *
 * console.log(JSON.stringify(reportJsonSchema('run'), null, 2));
 * ```
 */
export function reportJsonSchema(kind: ReportKind): object {
  const { $schema, ...schema } = z.toJSONSchema(SCHEMAS[kind], { target: 'draft-7' });
  return { $schema, title: `netchannel-sim report: ${kind}`, ...schema };
}
