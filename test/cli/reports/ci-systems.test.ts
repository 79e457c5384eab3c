import { readFileSync, writeFileSync } from 'node:fs';
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

describe('what is wrong with scripts', () => {
  const wrong = (name: string, line: string): string => {
    const file = `${name}, 100%.yaml`;
    writeFileSync(inside(file), `hosts: { alice: { ip: 10.0.0.10 } }\nsteps:\n  - ${line}\n`);
    return file;
  };

  test.each([['run', '-q'], ['compare'], ['demo']])(
    '%s: annotations come behind the text, on standard error',
    async (...args) => {
      const file = wrong('one', 'udp: { to: alcie, to_port: 7, payload: hi }');
      const plain = await go(...args, file);
      const { code, stdout, stderr } = await inGitHub(...args, file);
      expect([code, stdout]).toEqual([1, plain.stdout]);
      expect(stderr).toBe(
        `${plain.stderr}::error file=one%2C 100%25.yaml,line=3,col=16,title=script::steps[0].udp.to: Unknown host "alcie"; did you mean "alice"?\n`,
      );
    },
  );

  test('of several scripts: all of it', async () => {
    const files = [wrong('first', 'udp: { to: bob }'), wrong('second', 'pong: { too: alice }')];
    const { stderr } = await inGitHub('run', ...files);
    expect(stderr).toMatch(/^::error file=first%2C 100%25\.yaml,line=3,col=\d+,title=script::/m);
    expect(stderr).toMatch(/^::error file=second%2C 100%25\.yaml,line=3,col=\d+,title=script::/m);
  });
});

test('the program, its capture on standard output: annotations go where the text goes', async () => {
  const options = { cwd: place.path, env: { GITHUB_ACTIONS: 'true' } };
  const { code, stdout, stderr } = await run(['run', 'demo.yaml', '-o', '-'], options);
  expect(code).toBe(0);
  expect(stdout.equals(readFileSync(inside('leaks.pcap')))).toBe(true);
  expect(stderr).toMatch(/^::notice file=demo\.yaml,title=demo\.yaml under netchannel 1\.10\.0::/m);
});
