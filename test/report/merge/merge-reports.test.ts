import { beforeAll, describe, expect, test } from 'vitest';
import { jsonReport } from '../../../src/report/json.ts';
import { type JsonReport, jsonReportSchema } from '../../../src/report/json-schema.ts';
import { decodeReport } from '../../../src/report/merge/decode-report.ts';
import { mergeReports } from '../../../src/report/merge/merge-reports.ts';
import type { NamedReport } from '../../../src/report/merge/parse-report.ts';
import { loadScript } from '../../../src/script/load-script.ts';
import { runScript } from '../../../src/simulation/run.ts';
import { runShard } from '../../../src/simulation/shard/run-shard.ts';

const SCRIPT = loadScript(
  `
name: demo
hosts: {alice: {ip: 10.0.0.10}, bob: {ip: 10.0.0.11}}
steps:
  - note: begin
  - udp: {to: alice, to_port: 9, payload: ["s=", {text: abcdefgh, secret: key}]}
  - repeat:
      count: 40
      steps:
        - raw: {to: bob, size: 70, returns: 70, writes: [{at: 14, data: x}]}
        - nat: {from: alice, to: bob, udp: {to_port: 9, payload: hello}}
  - note: end
`,
  'demo.yaml',
);

async function report(index: number, count = 3, seed = 1): Promise<NamedReport> {
  const result = await runShard(SCRIPT, { shard: { index, count }, seed });
  return { name: `"${index}.json"`, report: jsonReportSchema.parse(jsonReport(result, null)) };
}

let three: NamedReport[];
beforeAll(async () => {
  three = await Promise.all([1, 2, 3].map((index) => report(index)));
});

test('a report that is decoded makes the same report', async () => {
  const made = jsonReport(await runScript(SCRIPT), null);
  expect(jsonReport(decodeReport(made).result, null)).toEqual(made);
});

test('the shards of a run, in whatever order, are its report', async () => {
  const [merged] = mergeReports([...three].reverse());
  if (merged === undefined) throw new Error('Nothing was merged');
  const made = jsonReport(merged, null);
  expect(jsonReportSchema.parse(made)).toEqual(jsonReport(await runScript(SCRIPT), null));
});

test('shards of several runs are sorted out', async () => {
  const other = await Promise.all([1, 2].map((index) => report(index, 2, 7)));
  const merged = mergeReports([...three, ...other]);
  expect(merged.map(({ seed }) => seed)).toEqual([1, 7]);
});

describe('what is not all of a run is said', () => {
  const changed = ({ name, report: old }: NamedReport, change: Partial<JsonReport>): NamedReport => ({
    name,
    report: { ...old, ...change },
  });
  const part = (index: number): NamedReport => {
    const found = three[index - 1];
    if (found === undefined) throw new Error(`No part ${index}`);
    return found;
  };
  const torn = (): NamedReport => {
    const { shard } = part(2).report;
    return changed(part(2), shard === undefined ? {} : { shard: { ...shard, begin: 'other' } });
  };
  const shifted = (): NamedReport => {
    const { shard } = part(3).report;
    return changed(part(3), shard === undefined ? {} : { shard: { ...shard, framesBefore: 1, begin: null } });
  };
  test.each<[string, () => NamedReport[], string]>([
    [
      'missing',
      () => [part(1), part(3)],
      'Cannot merge the shards of "demo" under 1.10.0 with the seed 1: of 3, 2 is missing',
    ],
    [
      'twice',
      () => [part(1), part(2), part(2), part(3)],
      'Cannot merge "2.json" and "2.json": both are shard 2 of "demo" under 1.10.0 with the seed 1',
    ],
    [
      'stopped',
      () => [part(1), changed(part(2), { complete: false }), part(3)],
      'Cannot merge "2.json": shard 2 was stopped before its end; run it again',
    ],
    ['another seed', () => [part(1), changed(part(2), { seed: 5 }), part(3)], 'of 3, 2 is missing'],
    [
      'another script of that name',
      () => [part(1), changed(part(2), { names: {} }), part(3)],
      'Cannot merge "1.json" and "2.json": their scripts are called "demo", but are not the same',
    ],
    ['torn', () => [part(1), torn(), part(3)], 'shard 2 does not begin where shard 1 ends'],
    ['shifted', () => [part(1), part(2), shifted()], 'shard 3 does not begin where shard 2 ends'],
  ])('%s', (_, reports, message) => {
    expect(() => mergeReports(reports())).toThrow(message);
  });

  test('a whole run, and another number of shards', async () => {
    const whole = { name: '"whole.json"', report: jsonReport(await runScript(SCRIPT), null) };
    expect(() => mergeReports([whole])).toThrow(
      'Cannot merge "whole.json": it is the report of a whole run, not of a shard (run --shard)',
    );
    expect(() =>
      mergeReports([part(1)].concat(three.slice(1)).concat([{ ...part(1), name: '"x"' }])),
    ).toThrow('both are shard 1');
    const other = await report(1, 2);
    expect(() => mergeReports([part(1), other])).toThrow('one of 3 shards and the other of 2');
  });
});
