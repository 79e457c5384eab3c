import { expect, test } from 'vitest';
import { z } from 'zod';
import { comparisonReport } from '../../src/report/comparison/json.ts';
import { jsonReport } from '../../src/report/json.ts';
import { jsonRuns } from '../../src/report/json-runs.ts';
import { probeJson } from '../../src/report/probe/json.ts';
import { reportJsonSchema } from '../../src/report/report-json-schema.ts';
import { REPORT_KINDS, type ReportKind } from '../../src/report/report-kinds.ts';
import { loadScript } from '../../src/script/load-script.ts';
import { compareReleases } from '../../src/simulation/comparison/comparison.ts';
import { runScript } from '../../src/simulation/run.ts';
import { auditWriter } from '../../src/testing/audit-writer.ts';
import { DEMO } from '../cli/binary.ts';

const script = loadScript(DEMO, 'demo.yaml');

const MADE: Readonly<Record<Exclude<ReportKind, 'inspection'>, () => Promise<object>>> = {
  run: async () => jsonReport(await runScript(script), null),
  runs: async () => jsonRuns([jsonReport(await runScript(script), null)]),
  probe: async () =>
    probeJson(
      './writer',
      auditWriter(() => 60),
    ),
  comparison: async () => comparisonReport(await compareReleases(script)),
};

test.each(REPORT_KINDS)('the JSON Schema of the report on %s says what it is, and is one', (kind) => {
  const schema = reportJsonSchema(kind);
  expect(schema).toMatchObject({ $schema: 'http://json-schema.org/draft-07/schema#', type: 'object' });
  expect(JSON.stringify(schema)).toContain('"description"');
});

test.each(Object.entries(MADE))(
  'a report on %s is valid under its schema, and not with a field less',
  async (kind, make) => {
    const schema = z.fromJSONSchema(JSON.parse(JSON.stringify(reportJsonSchema(kind as ReportKind))));
    const report = JSON.parse(JSON.stringify(await make()));
    expect(schema.safeParse(report).error).toBeUndefined();
    const { version: _, ...rest } = report;
    expect(schema.safeParse(rest).success).toBe(false);
    expect(schema.safeParse({ ...report, unknown: 1 }).success).toBe(false);
  },
);
