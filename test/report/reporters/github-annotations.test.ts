import { expect, test } from 'vitest';
import { githubAnnotations } from '../../../src/report/reporters/github-annotations.ts';
import type { ReportedRun } from '../../../src/report/reporters/reported-run.ts';
import { suiteOfRun } from '../../../src/report/reporters/suite.ts';
import { BROKEN, DEMANDING, EXPECTING, expectingInVain, PLAIN, STOPPED } from './fixture.ts';

interface Command {
  name: string;
  properties: Record<string, string>;
  message: string;
}

/** Reads a workflow command as the runner does (actions/runner, ActionCommand.TryParseV2). */
function parsed(line: string): Command {
  const [, name = '', properties = '', message = ''] = /^::([a-z]+) (.*?)::(.*)$/.exec(line) ?? [];
  const data = (text: string): string =>
    text.replaceAll('%0D', '\r').replaceAll('%0A', '\n').replaceAll('%25', '%');
  const value = (text: string): string =>
    text
      .replaceAll('%0D', '\r')
      .replaceAll('%0A', '\n')
      .replaceAll('%3A', ':')
      .replaceAll('%2C', ',')
      .replaceAll('%25', '%');
  const entries = properties.split(',').map((property) => {
    const at = property.indexOf('=');
    return [property.slice(0, at), value(property.slice(at + 1))];
  });
  return { name, properties: Object.fromEntries(entries) as Record<string, string>, message: data(message) };
}

function report(...runs: ReportedRun[]): Command[] {
  const text = githubAnnotations(runs.map(suiteOfRun));
  expect(text.endsWith('\n')).toBe(true);
  return text.slice(0, -1).split('\n').map(parsed);
}

test('a run in which nothing was found: what it came to, and no more', () => {
  const [only, ...more] = report(PLAIN);
  expect(more).toEqual([]);
  expect(only).toMatchObject({
    name: 'notice',
    properties: { file: 'fixture.yaml', title: 'fixture.yaml under netchannel 1.10.1' },
    message: expect.stringMatching(/^No bytes of an earlier packet in 10 frames\./) as unknown,
  });
});

test('an expectation that is not met is an error at its line, told once', () => {
  const errors = report(EXPECTING).filter(({ name }) => name === 'error');
  expect(errors.map(({ properties }) => properties)).toEqual([
    {
      file: 'fixture.yaml',
      line: '12',
      col: '7',
      title: 'fixture.yaml under netchannel 1.10.0: the secret: leaked = 0',
    },
    {
      file: 'lib/other.yaml',
      line: '3',
      col: '1',
      title: 'fixture.yaml under netchannel 1.10.0: the run: discarded = 0',
    },
  ]);
  expect(errors[0]?.message.split('\n')).toEqual([
    'Expected leaked = 0, found 30 bytes',
    'fixture.yaml:12:7: expected leaked = 0, found 30 bytes in frame 7',
    'fixture.yaml:12:7: expected leaked = 0, found <5> & "more" in frame 8',
  ]);
});

test('findings are errors if they fail the run, and warnings if not', () => {
  const count = (commands: readonly Command[], name: string): number =>
    commands.filter((command) => command.name === name).length;
  const unasked = report({ ...DEMANDING, demands: [] });
  expect(count(unasked, 'error')).toBe(0);
  expect(count(unasked, 'warning')).toBeGreaterThan(1);
  const asked = report(DEMANDING);
  expect(asked.filter(({ name }) => name === 'error').map(({ properties }) => properties['title'])).toEqual([
    'fixture.yaml under netchannel 1.10.0: --fail-on leak finds nothing',
    'cross-recipient-leak',
  ]);
});

test('as many warnings as are shown, and how many more there are', () => {
  const { leaks } = DEMANDING.result;
  const many = Array.from({ length: 30 }, () => leaks).flat();
  const commands = report({
    ...DEMANDING,
    demands: [],
    result: { ...DEMANDING.result, leaks: many, checksumFailures: [] },
  });
  expect(commands.filter(({ name }) => name === 'warning')).toHaveLength(10);
  expect(commands.at(-1)?.message).toMatch(/ 20 more findings in the report\.$/);
});

test('what was not made to its end', () => {
  const errors = report(STOPPED, BROKEN).filter(({ message }) => /^(Stopped|Cannot)/.test(message));
  expect(errors.map(({ name, properties }) => [name, properties['file']])).toEqual([
    ['error', 'fixture.yaml'],
    ['error', BROKEN.file],
  ]);
});

test('no text ends its line, its property or its command', () => {
  const text = 'a%0Ab\r\n::error file=x::100%, y: z ::stop-commands::t';
  const commands = report({ ...expectingInVain(text, 'y', text), file: 'a,b:c%.yaml' });
  expect(commands.every(({ name }) => ['error', 'warning', 'notice'].includes(name))).toBe(true);
  const [first] = commands;
  expect(first?.properties['file']).toBe('a,b:c%.yaml');
  expect(first?.properties['title']).toContain(
    'a%0Ab\\u{d}\\u{a}::error file=x::100%, y: z ::stop-commands::t: y',
  );
  expect(Object.keys(first?.properties ?? {})).toEqual(['file', 'line', 'col', 'title']);
  expect(first?.message).toContain('found a%0Ab\\u{d}\\u{a}::error');
});
