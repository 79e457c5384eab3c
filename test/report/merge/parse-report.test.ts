import { describe, expect, test } from 'vitest';
import { CannotMergeReports } from '../../../src/report/merge/cannot-merge-reports.ts';
import { checkReport } from '../../../src/report/merge/check-report.ts';
import { MOST_NESTING, parseReports } from '../../../src/report/merge/parse-report.ts';
import { Chooser } from '../../script/fuzz/chooser.ts';
import { shardReports, tamper, tryReports } from './tampered-report.ts';

const parse = (text: string) => () => parseReports(text, '"x.json"');

async function changed(change: (report: Record<string, never>) => void): Promise<() => void> {
  const [text = ''] = await shardReports();
  const report = JSON.parse(text);
  change(report);
  return () => {
    for (const named of parseReports(JSON.stringify(report), '"x.json"')) checkReport(named);
  };
}

describe('a text that is no report ends at the first thing that is wrong', () => {
  test('a list of a million empty objects: one of them is looked at', async () => {
    const [text = ''] = await shardReports();
    let looked = 0;
    const ownKeys = (): string[] => {
      looked++;
      return [];
    };
    const spy = new Proxy({}, { ownKeys });
    const parsed = JSON.parse;
    try {
      JSON.parse = () => ({ ...parsed(text), leaks: Array.from({ length: 1_000_000 }, () => spy) });
      expect(parse(text)).toThrow(/^Cannot merge "x.json": it is no JSON report of a run, .* at leaks\.0\./);
    } finally {
      JSON.parse = parsed;
    }
    expect(looked).toBeLessThan(10);
  });

  test('a million keys that no report has: one of them is looked at', async () => {
    const [text = ''] = await shardReports();
    const keys = Array.from({ length: 1_000_000 }, (_, i) => `"k${i}":0`).join(',');
    let looked = 0;
    const hasOwn = Object.hasOwn;
    try {
      Object.hasOwn = (value, key) => {
        looked++;
        return hasOwn(value, key);
      };
      expect(parse(`{${keys},${text.slice(1)}`)).toThrow('Unrecognized key: "k0"');
      expect(parse(`{"runs":[],${keys}}`)).toThrow('Unrecognized key: "k0"');
    } finally {
      Object.hasOwn = hasOwn;
    }
    expect(looked).toBeLessThan(10);
  });

  test('lists within lists', () => {
    const nested = (depth: number) => `${'['.repeat(depth)}${']'.repeat(depth)}`;
    expect(parse(nested(MOST_NESTING))).toThrow('expected an object');
    expect(parse(nested(1_000_000))).toThrow(
      `it is no JSON report: ${MOST_NESTING + 1} lists and objects within each other at offset ${MOST_NESTING}`,
    );
  });

  test('more values than a report has, before memory is taken for them', () => {
    expect(parse(`{"leaks":[${'0,'.repeat(16_000_001)}0]}`)).toThrow(
      'it has more than 16,000,000 values at offset 3',
    );
  });
});

test.each<[string, (report: never) => void]>([
  [
    'leaks.0.ranges.0 cannot',
    ({ leaks }: { leaks: { ranges: { end: number }[] }[] }) => {
      for (const range of leaks[0]?.ranges.slice(0, 1) ?? []) range.end = 1e15;
    },
  ],
  [
    'shard cannot be that of a run: there is no shard 7 of 3',
    ({ shard }: { shard: { index: number } }) => {
      shard.index = 7;
    },
  ],
  [
    'totals cannot',
    ({ totals }: { totals: { leakedBytes: number } }) => {
      totals.leakedBytes += 1;
    },
  ],
  [
    'shard.secretExtents',
    ({ shard }: { shard: { secretExtents: { sentTo: number[][] }[] } }) => {
      shard.secretExtents[0]?.sentTo[0]?.push(5, 1e9);
    },
  ],
])('a number that cannot be: %s', async (message, change) => {
  expect(await changed(change as never)).toThrow(CannotMergeReports);
  expect(await changed(change as never)).toThrow(message);
});

test('reports as they are merge; tampered ones merge or are refused', async () => {
  const reports = await shardReports();
  expect(tryReports(reports)).toBe('merged');
  const outcomes = { merged: 0, refused: 0 };
  for (let number = 0; number < 200; number++) outcomes[tryReports(tamper(reports, new Chooser(number)))]++;
  expect(outcomes.merged).toBeGreaterThan(5);
  expect(outcomes.refused).toBeGreaterThan(50);
});
