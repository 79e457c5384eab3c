import { describe, expect, test } from 'vitest';
import { REPORTERS, reportersOf } from '../../../src/report/reporters/registry.ts';
import { PLAIN } from './fixture.ts';

const CONTEXT = { runs: 1, several: false, text: {}, page: async () => () => '<p>fixture.yaml</p>\n' };

test('no two reporters have the same name or title, or files of the same kind', () => {
  for (const key of ['name', 'title', 'extension'] as const) {
    expect(new Set(REPORTERS.map((row) => row[key])).size).toBe(REPORTERS.length);
  }
});

test('names and extensions can be written on a command line', () => {
  for (const { name, extension } of REPORTERS) {
    expect(name).toMatch(/^[a-z][a-z0-9-]*$/);
    expect(extension).toMatch(/^[a-z][a-z0-9]*$/);
  }
});

test('only reporters that can tell a subject are offered for it', () => {
  const { run, ...cannot } = {
    ...REPORTERS[0],
    name: 'mute',
    title: 'x',
    says: 'nothing',
    extension: 'x',
    reader: 'person',
    syntax: 'text',
  } as const;
  expect(run).toBeTypeOf('function');
  expect(reportersOf('run', [cannot, ...REPORTERS])).toEqual(REPORTERS);
  expect(reportersOf('run', [cannot])).toEqual([]);
});

describe.each(reportersOf('run'))('$name', ({ run }) => {
  test('tells a run', async () => {
    const reporter = await run(CONTEXT);
    const text = reporter.run(PLAIN) + reporter.end();
    expect(text).toContain('fixture.yaml');
    expect(text.endsWith('\n')).toBe(true);
  });
});
