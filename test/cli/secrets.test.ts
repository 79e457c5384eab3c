import path from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { comparisonReportSchema } from '../../src/report/comparison/json-schema.ts';
import { jsonReportSchema } from '../../src/report/json-schema.ts';
import { folder, run } from './binary.ts';

const SAMPLE = path.join(import.meta.dirname, '../../samples/secrets.yaml');
const place = folder({
  'wrong.yaml': 'steps:\n  - ping:\n      to: 10.0.0.2\n      payload: {text: a, secret: "no name"}\n',
});
afterAll(place.remove);

test('run tells who got the secrets, in text and in JSON', async () => {
  const text = await run(['run', SAMPLE, '-o', 'x.pcap'], { cwd: place.path });
  expect(text.code).toBe(0);
  expect(text.stdout.toString()).toContain(
    [
      'SECRETS  2 of 3 disclosed to somebody they were not meant for',
      '  session: 18 of 32 bytes disclosed to carol, in frame 4; sent to bob in frame 3',
      '  pin: all 4 bytes disclosed to bob, in frame 6 and all to alice, in frame 7; sent to carol in frame',
      '    5',
      '  password: none of 21 bytes disclosed; sent to alice in frame 1',
      '',
    ].join('\n'),
  );
  expect(text.stdout.toString().replace(/\s+/g, ' ')).toContain('; bytes 0..17 of secret session ');

  const json = await run(['run', SAMPLE, '-o', 'x.pcap', '--json'], { cwd: place.path });
  const { secrets } = jsonReportSchema.parse(JSON.parse(json.stdout.toString()));
  expect(secrets.map(({ name, disclosedTo }) => [name, disclosedTo.map(({ bytes }) => bytes)])).toEqual([
    ['password', []],
    ['session', [18]],
    ['pin', [4, 4]],
  ]);
});

test('compare has a row for each secret', async () => {
  const text = await run(['compare', SAMPLE], { cwd: place.path });
  expect(text.code).toBe(0);
  expect(text.stdout.toString()).toMatch(
    /\n {2}password: bytes disclosed +0 +0 +0\n {2}session: bytes disclosed +0 +18 +0\n {2}pin: bytes disclosed +0 +8 +0\n/,
  );
  const json = await run(['compare', SAMPLE, '--json'], { cwd: place.path });
  const { releases } = comparisonReportSchema.parse(JSON.parse(json.stdout.toString()));
  expect(releases.map(({ secrets }) => secrets[1]?.disclosedTo.length)).toEqual([0, 1, 0]);
});

test('a name that cannot be one is answered with its place', async () => {
  const { code, stderr } = await run(['run', 'wrong.yaml'], { cwd: place.path });
  expect(code).toBe(1);
  expect(stderr).toMatch(/wrong\.yaml:4:34: .*Expected a name of up to 64 letters, digits, "-" and "_"/);
});
