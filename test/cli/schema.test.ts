import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { reportJsonSchema } from '../../src/report/report-json-schema.ts';
import { REPORT_KINDS } from '../../src/report/report-kinds.ts';
import { scriptJsonSchema } from '../../src/script/json-schema.ts';
import { run } from './binary.ts';

const cwd = import.meta.dirname;

test('prints the JSON Schema', async () => {
  const { code, stdout, stderr } = await run(['schema'], { cwd });
  expect([code, stderr]).toEqual([0, '']);
  expect(JSON.parse(stdout.toString())).toEqual(scriptJsonSchema());
});

test.each(REPORT_KINDS)('prints that of reports: %s', async (kind) => {
  const { code, stdout, stderr } = await run(['schema', kind], { cwd });
  expect([code, stderr]).toEqual([0, '']);
  expect(JSON.parse(stdout.toString())).toEqual(reportJsonSchema(kind));
});

test('says of what there are schemas', async () => {
  const { code, stderr } = await run(['schema', 'inspektion'], { cwd });
  expect(code).toBe(1);
  expect(stderr).toBe(
    'netchannel-sim: There is no schema of "inspektion"; did you mean "inspection"; there are those of script, run, runs, comparison, inspection, probe\n',
  );
  expect(await run(['schema', 'probe', '--reference'], { cwd })).toMatchObject({
    code: 1,
    stderr: 'netchannel-sim: There is no reference page of "probe": leave out --reference\n',
  });
});

test('prints the reference page that is in the repository', async () => {
  const { code, stdout } = await run(['schema', '--reference'], { cwd });
  const page = readFileSync(path.join(cwd, '../../src/script/REFERENCE.md'), 'utf8');
  expect([code, stdout.toString()]).toEqual([0, page]);
});

test('has help with examples, and an answer to a mistake', async () => {
  expect((await run(['schema', '--help'], { cwd })).stdout.toString()).toContain('Examples:\n');
  const { code, stderr } = await run(['schema', '--referense'], { cwd });
  expect(code).toBe(1);
  expect(stderr).toBe('netchannel-sim: Unknown option "--referense"; did you mean "--reference"?\n');
});
