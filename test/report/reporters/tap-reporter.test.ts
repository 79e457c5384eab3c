import { expect, test } from 'vitest';
import { parse } from 'yaml';
import type { ReportedRun } from '../../../src/report/reporters/reported-run.ts';
import { TapReporter } from '../../../src/report/reporters/tap-reporter.ts';
import { BROKEN, DEMANDING, EXPECTING, expectingInVain, PLAIN, STOPPED } from './fixture.ts';

function report(...runs: ReportedRun[]): string {
  const reporter = new TapReporter(runs.length);
  return runs.map((run) => reporter.run(run)).join('') + reporter.end();
}

/** @returns the YAML blocks of a report, read */
function diagnostics(tap: string): unknown[] {
  return [...tap.matchAll(/^( *)---\n([\s\S]*?)^\1\.\.\.$/gm)].map(([, , block]) => parse(block ?? ''));
}

test('a subtest for each run, with a plan and a point for each check', () => {
  const tap = report(PLAIN, DEMANDING);
  expect(tap.split('\n').filter((line) => !/^ *#|^ {6}/.test(line))).toEqual([
    'TAP version 14',
    '1..2',
    '    1..1',
    '    ok 1 - runs to its end',
    'ok 1 - fixture.yaml under netchannel 1.10.1',
    '    1..2',
    '    not ok 1 - --fail-on leak finds nothing',
    '    ok 2 - --fail-on checksum finds nothing',
    'not ok 2 - fixture.yaml under netchannel 1.10.0',
    '',
  ]);
  expect(tap).toContain(
    '# Subtest: fixture.yaml under netchannel 1.10.1\n    1..1\n    # No bytes of an earlier packet in 10 frames',
  );
  expect(tap).toContain('\n    # 0.0120005 s: and then\n');
});

test('failures are told in YAML', () => {
  expect(diagnostics(report(EXPECTING))).toEqual([
    {
      message: 'Expected leaked = 0, found 30 bytes',
      severity: 'fail',
      kind: 'expectation',
      at: { file: 'fixture.yaml', line: 12, column: 7 },
      failures: [
        'fixture.yaml:12:7: expected leaked = 0, found 30 bytes in frame 7',
        'fixture.yaml:12:7: expected leaked = 0, found <5> & "more" in frame 8',
      ],
    },
    {
      message: 'Expected discarded = 0, found 2 frames',
      severity: 'fail',
      kind: 'expectation',
      at: { file: 'lib/other.yaml', line: 3, column: 1 },
      failures: ['lib/other.yaml:3:1: expected discarded = 0, found 2 frames'],
    },
  ]);
  expect(diagnostics(report(BROKEN))).toEqual([
    { message: BROKEN.error, severity: 'error', kind: 'run', at: { file: BROKEN.file } },
  ]);
});

test('what was not checked is skipped, and a run that was stopped ends the report', () => {
  const tap = report(STOPPED);
  expect(tap).toContain(
    '    ok 1 - bob calls: delivered # SKIP Not checked: the run was stopped, or made in shards\n',
  );
  expect(tap.endsWith('\nBail out! Stopped in run 1 of 1\n')).toBe(true);
  const reporter = new TapReporter(3);
  expect(reporter.run(PLAIN) + reporter.end()).toMatch(
    /^TAP version 14\n1\.\.3\n[\s\S]*\nBail out! Stopped in run 1 of 3\n$/,
  );
});

test('no text of a script can pass for a line of the report, or for a directive', () => {
  const text = 'x # TODO\nnot ok 9 \\ \u001b[2J';
  const run = expectingInVain(text, 'y', text);
  run.result.notes = [
    { step: 0, text, time: 0, frames: 0, delivered: 0, discarded: 0, notJudged: 0, leakedBytes: 0 },
  ];
  const tap = report({ ...run, file: text });
  expect(tap.match(/^\s*not ok.*$/gm)).toEqual([
    '    not ok 1 - x \\# TODO\\\\u{a}not ok 9 \\\\ \\\\u{1b}[2J: y',
    'not ok 1 - x \\# TODO\\\\u{a}not ok 9 \\\\ \\\\u{1b}[2J under netchannel 1.10.0',
  ]);
  expect(diagnostics(tap)).toMatchObject([
    { message: 'Expected y, found x # TODO\\u{a}not ok 9 \\ \\u{1b}[2J' },
  ]);
});
