import { expect, test } from 'vitest';
import { JUnitReporter } from '../../../src/report/reporters/junit-reporter.ts';
import type { ReportedRun } from '../../../src/report/reporters/reported-run.ts';
import { parseXml, type XmlElement } from '../../support/parse-xml.ts';
import { BROKEN, DEMANDING, EXPECTING, expectingInVain, PLAIN, STOPPED } from './fixture.ts';

function report(...runs: ReportedRun[]): XmlElement {
  const reporter = new JUnitReporter();
  expect(runs.map((run) => reporter.run(run)).join('')).toBe('');
  return parseXml(reporter.end());
}

function named({ children }: XmlElement, name: string): XmlElement[] {
  return children.filter((child) => child.name === name);
}

test('a suite for each run, with counts that add up', () => {
  const root = report(PLAIN, DEMANDING, EXPECTING, STOPPED, BROKEN);
  expect(root.name).toBe('testsuites');
  expect(root.attributes).toEqual({
    name: 'netchannel-sim',
    tests: '11',
    failures: '4',
    errors: '2',
    skipped: '2',
    time: '0',
  });
  const suites = named(root, 'testsuite');
  expect(suites.map(({ attributes }) => attributes['name'])).toEqual([
    'fixture.yaml under netchannel 1.10.1',
    'fixture.yaml under netchannel 1.10.0',
    'fixture.yaml under netchannel 1.10.0',
    'fixture.yaml under netchannel 1.10.0',
    'a "b" <c>.yaml under netchannel 1.9.0',
  ]);
  for (const key of ['tests', 'failures', 'errors', 'skipped']) {
    const sum = suites.reduce((total, { attributes }) => total + Number(attributes[key]), 0);
    expect(String(sum)).toBe(root.attributes[key]);
  }
  for (const suite of suites) {
    const cases = named(suite, 'testcase');
    const having = (name: string): string =>
      String(cases.filter((one) => named(one, name).length === 1).length);
    expect(suite.attributes).toMatchObject({
      tests: String(cases.length),
      failures: having('failure'),
      errors: having('error'),
      skipped: having('skipped'),
      time: '0',
    });
    for (const { attributes } of cases) {
      expect(attributes).toMatchObject({ name: /./, classname: /^[^.]+\.netchannel-1-\d+-\d$/, time: '0' });
    }
  }
});

test('an expectation that is not met: where, what, and each time', () => {
  const [suite] = named(report(EXPECTING), 'testsuite');
  const [met, unmet, elsewhere] = suite === undefined ? [] : named(suite, 'testcase');
  expect(met).toEqual({
    name: 'testcase',
    attributes: {
      name: 'bob calls: delivered',
      classname: 'fixture.netchannel-1-10-0',
      time: '0',
      file: 'fixture.yaml',
      line: '10',
    },
    children: [],
    text: '',
  });
  expect(unmet?.children).toEqual([
    {
      name: 'failure',
      attributes: { message: 'Expected leaked = 0, found 30 bytes', type: 'ExpectationNotMet' },
      children: [],
      text: 'fixture.yaml:12:7: expected leaked = 0, found 30 bytes in frame 7\nfixture.yaml:12:7: expected leaked = 0, found <5> & "more" in frame 8',
    },
  ]);
  expect(elsewhere?.attributes).toMatchObject({ file: 'lib/other.yaml', line: '3' });
});

test('what else there is to know about a run', () => {
  const [suite] = named(report(DEMANDING), 'testsuite');
  const properties = suite?.children.find(({ name }) => name === 'properties')?.children ?? [];
  expect(properties.map(({ attributes: { name, value } }) => [name, value])).toContainEqual([
    'leakedBytes',
    '30',
  ]);
  const output = suite?.children.find(({ name }) => name === 'system-out')?.text ?? '';
  expect(output).toContain('0.0120005 s: and then\n');
  expect(output).toContain('"too big", step 3: Cannot send the frame');
  expect(output).toContain('capture: fixture.pcap');
});

test('a script can say what it likes', () => {
  const text = '\u0000\u001b]0;x\u0007 ]]> <!-- & "\ud800\ufffe';
  const run = expectingInVain(text, text, text);
  run.result.notes = [
    { step: 0, text, time: 0, frames: 0, delivered: 0, discarded: 0, notJudged: 0, leakedBytes: 0 },
  ];
  run.result.script = { name: text, file: text, description: text };
  const [suite] = named(report({ ...run, file: text }), 'testsuite');
  expect(suite?.attributes['file']).toContain(']]> <!-- & "');
});

test('no runs, no suites', () => {
  expect(report().children).toEqual([]);
});
