import { readFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { jsonReportSchema } from '../../../src/report/json-schema.ts';
import { sarifFaults } from '../../report/reporters/sarif/validator.ts';
import { DEMO, folder, run } from '../binary.ts';
import { type EndedHere, runHere } from '../in-process.ts';

let place: ReturnType<typeof folder>;
const inside = (name: string): string => path.join(place.path, name);
const go = (...args: string[]): Promise<EndedHere> => runHere(args, place.path);
const inGitHub = (...args: string[]): Promise<EndedHere> => runHere(args, place.path, 'GITHUB_ACTIONS');

const COMMANDS = [
  ['run', 'demo.yaml', '-o', 'demo.pcap'],
  ['compare', 'demo.yaml'],
  ['inspect', 'leaks.pcap', '--fail-on', 'checksum'],
  ['replay', 'leaks.pcap'],
  ['merge', 'part-1.json', 'part-2.json'],
];

beforeAll(async () => {
  place = folder({ 'demo.yaml': DEMO });
  await go('run', 'demo.yaml', '-q', '-o', 'leaks.pcap');
  for (const part of [1, 2]) {
    await go('run', 'demo.yaml', '-q', '--shard', `${part}/2`, '--json', `part-${part}.json`, '--no-capture');
  }
});
afterAll(() => place.remove());

describe('SARIF', () => {
  test.each(COMMANDS)('of %s fits the schema of the standard', async (...args) => {
    const { stdout } = await go(...args, '--reporter', 'sarif');
    const log: unknown = JSON.parse(stdout);
    expect(sarifFaults(log)).toEqual([]);
    expect(log).toMatchObject({ runs: [{ invocations: [{ executionSuccessful: true }] }] });
  });

  test('a region of the capture holds the bytes that leaked', async () => {
    await go(
      'run',
      'demo.yaml',
      '-o',
      'demo.pcap',
      '--reporter=sarif=demo.sarif',
      '--reporter=json=demo.json',
    );
    const log = JSON.parse(readFileSync(inside('demo.sarif'), 'utf8')) as {
      runs: {
        results: {
          ruleId: string;
          relatedLocations: {
            physicalLocation: {
              artifactLocation: { uri: string };
              region: { byteOffset: number; byteLength: number };
            };
          }[];
        }[];
      }[];
    };
    const { leaks } = jsonReportSchema.parse(JSON.parse(readFileSync(inside('demo.json'), 'utf8')));
    const capture = readFileSync(inside('demo.pcap'));
    const regions = (log.runs[0]?.results ?? [])
      .filter(({ ruleId }) => ruleId.endsWith('leak'))
      .flatMap(({ relatedLocations }) => relatedLocations)
      .map(({ physicalLocation: { artifactLocation, region } }) => {
        expect(artifactLocation.uri).toBe('demo.pcap');
        return capture.toString(
          'hex',
          region.byteOffset,
          region.byteOffset + Math.min(region.byteLength, 256),
        );
      });
    expect(regions.length).toBeGreaterThan(2);
    expect(regions).toEqual(leaks.flatMap(({ ranges }) => ranges.map(({ bytes }) => bytes)));
  });
});

describe('where GitHub Actions is at work', () => {
  test.each(COMMANDS)('%s: annotations come behind the text', async (...args) => {
    const plain = await go(...args);
    const { code, stdout, stderr } = await inGitHub(...args);
    expect([code, stderr]).toEqual([plain.code, plain.stderr]);
    expect(stdout.slice(0, plain.stdout.length)).toBe(plain.stdout);
    const annotations = stdout.slice(plain.stdout.length);
    expect(annotations).toMatch(/^(::(error|warning|notice) file=.*::.*\n)+$/);
    expect(annotations).toBe((await go(...args, '--reporter', 'github')).stdout);
  });

  test('also without the text, but not beside a report that is asked for', async () => {
    const asked = (await go('run', 'demo.yaml', '--reporter', 'github')).stdout;
    expect((await inGitHub('run', 'demo.yaml', '-q')).stdout).toBe(asked);
    for (const option of ['--json', '--reporter=tap', '--reporter=junit=r.xml']) {
      expect((await inGitHub('run', 'demo.yaml', option)).stdout).toBe(
        (await go('run', 'demo.yaml', option)).stdout,
      );
    }
  });
});

test('the program, its capture on standard output: annotations go where the text goes', async () => {
  const options = { cwd: place.path, env: { GITHUB_ACTIONS: 'true' } };
  const { code, stdout, stderr } = await run(['run', 'demo.yaml', '-o', '-'], options);
  expect(code).toBe(0);
  expect(stdout.equals(readFileSync(inside('leaks.pcap')))).toBe(true);
  expect(stderr).toMatch(/^::notice file=demo\.yaml,title=demo\.yaml under netchannel 1\.10\.0::/m);
});
