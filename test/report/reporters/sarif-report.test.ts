import { describe, expect, test } from 'vitest';
import { FINDING_RULES } from '../../../src/report/reporters/finding-rules.ts';
import { suiteOfInspection } from '../../../src/report/reporters/inspection-suite.ts';
import type { ReportedRun } from '../../../src/report/reporters/reported-run.ts';
import { sarifReport } from '../../../src/report/reporters/sarif-report.ts';
import { suiteOfRun } from '../../../src/report/reporters/suite.ts';
import { type BuiltPacket, pcap, pcapng, snoop } from '../../capture-reader/capture-builder.ts';
import { readAll } from '../../capture-reader/read-all.ts';
import { inspected } from '../../inspection/inspected.ts';
import { ownRun } from '../../inspection/own-run.ts';
import { BROKEN, DEMANDING, EXPECTING, expectingInVain, PLAIN, STOPPED } from './fixture.ts';
import { sarifFaults } from './sarif/validator.ts';

interface Location {
  message?: { text: string };
  physicalLocation: { artifactLocation: { uri: string }; region?: Record<string, number> };
}

interface Result {
  ruleId: string;
  ruleIndex: number;
  level: string;
  message: { text: string };
  locations: Location[];
  relatedLocations?: Location[];
  partialFingerprints: Record<string, string>;
}

interface Log {
  runs: {
    tool: { driver: { rules: { id: string }[] } };
    invocations: {
      executionSuccessful: boolean;
      toolExecutionNotifications: { level: string; message: { text: string } }[];
    }[];
    results: Result[];
  }[];
}

/** @returns the only run of the log, which fits the schema */
function report(...runs: ReportedRun[]): Log['runs'][number] {
  const log = JSON.parse([...sarifReport(runs.map(suiteOfRun))].join('')) as Log;
  expect(sarifFaults(log)).toEqual([]);
  expect(log.runs).toHaveLength(1);
  const [run] = log.runs;
  if (run === undefined) throw new Error('There is no run');
  return run;
}

function framesOf(capture: Uint8Array): BuiltPacket[] {
  return readAll(capture).packets.map(({ hex }) => ({ bytes: Buffer.from(hex, 'hex') }));
}

test('the validator finds faults', () => {
  const log = JSON.parse([...sarifReport([suiteOfRun(EXPECTING)])].join('')) as Log;
  expect(sarifFaults({ ...log, version: '2.0.0' })).not.toEqual([]);
  expect(sarifFaults({ ...log, runs: [{ ...log.runs[0], tool: {} }] })).not.toEqual([]);
  expect(sarifFaults({ ...log, runs: [{ ...log.runs[0], more: 1 }] })).not.toEqual([]);
  const [result] = log.runs[0]?.results ?? [];
  expect(
    sarifFaults({ ...log, runs: [{ ...log.runs[0], results: [{ ...result, level: 'bad' }] }] }),
  ).not.toEqual([]);
});

test('rules have names that stay, and each finding is of one of them', () => {
  const { tool, results } = report(PLAIN, DEMANDING, EXPECTING, STOPPED, BROKEN);
  const ids = tool.driver.rules.map(({ id }) => id);
  expect(ids).toEqual([
    'leak',
    'cross-recipient-leak',
    'stale-sum',
    'wrong-checksum',
    'wrong-frame-check-sequence',
    'padding',
    'expectation',
    'poison',
    'secret',
    'depends',
  ]);
  expect(new Set(FINDING_RULES.map(({ title }) => title)).size).toBe(ids.length);
  for (const { ruleId, ruleIndex } of results) expect(ids[ruleIndex]).toBe(ruleId);
  expect(new Set(results.map(({ ruleId }) => ruleId))).toEqual(
    new Set(['cross-recipient-leak', 'stale-sum', 'wrong-checksum', 'expectation']),
  );
});

test('what fails the run is an error and comes first, all else is a warning', () => {
  const levels = report(DEMANDING).results.map(({ level, ruleId }) => `${level} ${ruleId}`);
  expect(levels[0]).toBe('error cross-recipient-leak');
  expect(levels.slice(1).every((level) => level.startsWith('warning '))).toBe(true);
  const unasked = report({ ...DEMANDING, demands: [] }).results;
  expect(unasked.every(({ level }) => level === 'warning')).toBe(true);
});

test('an expectation: its place in the script, to the column', () => {
  const places = report(EXPECTING)
    .results.filter(({ ruleId }) => ruleId === 'expectation')
    .map(({ level, message, locations }) => [level, message.text, locations[0]?.physicalLocation]);
  expect(places).toEqual([
    [
      'error',
      'the secret: leaked = 0: Expected leaked = 0, found 30 bytes',
      { artifactLocation: { uri: 'fixture.yaml' }, region: { startLine: 12, startColumn: 7 } },
    ],
    [
      'error',
      'the run: discarded = 0: Expected discarded = 0, found 2 frames',
      { artifactLocation: { uri: 'lib/other.yaml' }, region: { startLine: 3, startColumn: 1 } },
    ],
  ]);
});

test('what was not made to its end is told, and what each run came to', () => {
  const [invocation] = report(PLAIN, STOPPED, BROKEN).invocations;
  expect(invocation?.executionSuccessful).toBe(false);
  const notes = invocation?.toolExecutionNotifications ?? [];
  expect(notes.filter(({ level }) => level === 'error').map(({ message }) => message.text)).toEqual([
    expect.stringMatching(/^runs to its end: Stopped after \d+ steps?$/),
    `runs to its end: ${BROKEN.error}`,
  ]);
  expect(notes.some(({ level, message }) => level === 'note' && message.text.includes('No bytes of'))).toBe(
    true,
  );
  expect(report(PLAIN).invocations[0]?.executionSuccessful).toBe(true);
});

describe('fingerprints', () => {
  const all = (run: ReportedRun): string[] =>
    report(run).results.map(({ partialFingerprints }) => Object.values(partialFingerprints).join());

  test('tell findings apart, also those that are alike', () => {
    const prints = all(EXPECTING);
    expect(prints.length).toBeGreaterThan(3);
    expect(new Set(prints).size).toBe(prints.length);
    expect(prints.every((print) => /^[0-9a-f]{16}$/.test(print))).toBe(true);
    const { leaks } = EXPECTING.result;
    const twice = all({ ...EXPECTING, result: { ...EXPECTING.result, leaks: [...leaks, ...leaks] } });
    expect(new Set(twice).size).toBe(twice.length);
  });

  test('stay as they are when lines and frames move', () => {
    const moved = structuredClone(EXPECTING);
    for (const step of moved.result.steps) step.line += 7;
    for (const item of moved.result.expectations.items) item.line += 7;
    for (const failure of moved.result.expectations.failures) failure.line += 7;
    for (const { frame } of moved.result.leaks) frame.number = (frame.number ?? 0) + 3;
    expect(all(moved)).toEqual(all(EXPECTING));
  });

  test('are of the release, too', () => {
    const [one] = all(EXPECTING);
    expect(all({ ...EXPECTING, release: '1.9.0' })).not.toContain(one);
  });
});

test('no text of a script is a link, a placeholder or another place', () => {
  const text = '[x](https://evil.example) {0} \u001b[2J \ud800';
  const { results } = report({ ...expectingInVain(text, 'y', text), file: '../a b#c?%/{x}:é\ud800.yaml' });
  const [first] = results;
  expect(first?.message.text).toContain('[x\\](https://evil.example) {{0}} \\u{{1b}}[2J');
  expect(first?.message.text).not.toMatch(/(?<!\\)\]\(/);
  expect(first?.locations[0]?.physicalLocation.artifactLocation.uri).toBe(
    '../a%20b%23c%3F%25/%7Bx%7D%3A%C3%A9%5Cu%7Bd800%7D.yaml',
  );
});

describe('an inspection', () => {
  const inspection = async (capture: Uint8Array, format?: string): Promise<Result[]> => {
    const result = { ...inspected(capture), file: 'a b.pcap', ...(format === undefined ? {} : { format }) };
    const log = JSON.parse(
      [...sarifReport([suiteOfInspection({ result, failOn: new Set(['stale']) })])].join(''),
    ) as Log;
    expect(sarifFaults(log)).toEqual([]);
    return log.runs[0]?.results ?? [];
  };

  test.each([
    ['pcap', (bytes: Buffer) => bytes],
    ['pcapng', (bytes: Buffer) => pcapng([{ bytes: Uint8Array.of(1, 2, 3) }, ...framesOf(bytes)])],
    ['snoop', (bytes: Buffer) => snoop(framesOf(bytes))],
  ])('points at bytes of the capture: %s', async (_, as) => {
    const capture = as((await ownRun('1.10.0')).capture);
    const results = await inspection(capture);
    const leak = results.find(({ ruleId }) => ruleId === 'cross-recipient-leak');
    const { artifactLocation, region } = leak?.locations[0]?.physicalLocation ?? {};
    expect(artifactLocation?.uri).toBe('a%20b.pcap');
    const { byteOffset = 0, byteLength = 0 } = region ?? {};
    const told = capture.subarray(byteOffset, byteOffset + byteLength).toString('latin1');
    expect([byteLength, told]).toEqual([111, expect.stringContaining('token=9b1d-feedface-0badcafe')]);
    expect(leak?.level).toBe('error');
    const checksum = results.find(({ ruleId }) => ruleId === 'wrong-checksum');
    const at = checksum?.locations[0]?.physicalLocation.region?.['byteOffset'] ?? 0;
    expect(checksum?.message.text).toContain(`checksum 0x${capture.toString('hex', at, at + 2)}`);
  });

  test('of what is compressed points at the file, whose bytes are others', async () => {
    const { capture } = await ownRun('1.10.0');
    const [first] = await inspection(capture, 'pcap, little-endian, microseconds, compressed with gzip');
    expect(first?.locations[0]?.physicalLocation.region).toBeUndefined();
  });

  test('has fingerprints that stay when frames move', async () => {
    const frames = framesOf((await ownRun('1.10.0')).capture);
    const prints = async (capture: Uint8Array): Promise<unknown[]> =>
      (await inspection(capture)).map(({ partialFingerprints }) => partialFingerprints);
    const before = await prints(pcap(frames));
    expect(new Set(before.map((print) => JSON.stringify(print))).size).toBe(before.length);
    const moved = [{ bytes: new Uint8Array(60).fill(9) }, ...frames];
    expect(await prints(pcap(moved))).toEqual(before);
  });
});

test.each([
  ['/tmp/x.yaml', 'file:///tmp/x.yaml'],
  ['C:\\a b\\x.yaml', 'file:///C:/a%20b/x.yaml'],
  ['a:b.yaml', 'a%3Ab.yaml'],
])('%s is %s', (file, uri) => {
  const [first] = report({ ...EXPECTING, file }).results;
  expect(first?.locations[0]?.physicalLocation.artifactLocation.uri).toBe(uri);
});
