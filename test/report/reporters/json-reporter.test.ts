import { expect, test } from 'vitest';
import { jsonReport } from '../../../src/report/json.ts';
import { jsonRunsSchema } from '../../../src/report/json-runs-schema.ts';
import { JsonReporter } from '../../../src/report/reporters/json-reporter.ts';
import type { ReportedRun } from '../../../src/report/reporters/reported-run.ts';
import { BROKEN, DEMANDING, PLAIN } from './fixture.ts';

function report(several: boolean, ...runs: ReportedRun[]): string {
  const reporter = new JsonReporter(several);
  return runs.map((run) => reporter.run(run)).join('') + reporter.end();
}

test('the report of the one run, or nothing if it could not be made', () => {
  expect(JSON.parse(report(false, PLAIN))).toEqual(jsonReport(PLAIN.result, PLAIN.capture));
  expect(report(false, BROKEN)).toBe('');
});

test('all of several in one value, with those that could not be made', () => {
  const value = jsonRunsSchema.parse(JSON.parse(report(true, PLAIN, BROKEN, DEMANDING)));
  expect(value.runs).toEqual([
    jsonReport(PLAIN.result, PLAIN.capture),
    jsonReport(DEMANDING.result, DEMANDING.capture),
  ]);
  expect(value.failed).toEqual([{ file: BROKEN.file, release: '1.9.0', error: BROKEN.error }]);
  expect(jsonRunsSchema.parse(JSON.parse(report(true, PLAIN))).runs).toHaveLength(1);
});
