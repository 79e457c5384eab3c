import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  boundedFailure,
  boundedLeak,
  FEW_RANGES,
  MOST_RANGES,
  MOST_RANGES_IN_ALL,
} from '../../src/audit/bounded-finding.ts';
import { jsonReport } from '../../src/report/json.ts';
import { jsonReportSchema } from '../../src/report/json-schema.ts';
import { mergeReports } from '../../src/report/merge/merge-reports.ts';
import { renderText } from '../../src/report/text.ts';
import { loadScript } from '../../src/script/load-script.ts';
import type { Script } from '../../src/script/script.ts';
import { runScript } from '../../src/simulation/run.ts';
import { runShard } from '../../src/simulation/shard/run-shard.ts';

/** Frames to two hosts in turn; in each of those to the second, single bytes of the one before it are stale. */
function scattered(frames: number, ranges: number): Script {
  const writes = Array.from({ length: ranges }, (_, i) => `{at: ${14 + 2 * i}, data: x}`).join(', ');
  return loadScript(
    `hosts: {a: {ip: 10.0.0.10}, b: {ip: 10.0.0.11}}
steps:
  - repeat:
      count: ${frames}
      steps:
        - raw: {to: a, size: 2048, writes: [{at: 14, data: {size: 2034}}]}
        - raw: {to: b, size: ${15 + 2 * ranges}, writes: [${writes}]}`,
    'scattered.yaml',
  );
}

test('a finding tells the first ranges, and how many more there are; its sums are of all', async () => {
  const result = await runScript(scattered(2, 1000), {});
  const leak = result.leaks.find(
    ({ frame }) => frame.recipient.address === '10.0.0.11' || frame.number === 2,
  );
  if (leak === undefined) throw new Error('There is no such leak');
  const told = leak.ranges.reduce((sum, { start, end }) => sum + end - start, 0);
  expect(leak.ranges).toHaveLength(MOST_RANGES);
  expect(leak.leftOut).toEqual({ ranges: 1000 - MOST_RANGES, bytes: leak.leakedBytes - told });
  expect(leak.crossRecipientBytes).toBe(leak.leakedBytes);
  expect(renderText(result, { list: 1000, verbose: true })).toContain(`… and ${1000 - 12} more ranges`);
  const report = jsonReportSchema.parse(JSON.parse(JSON.stringify(jsonReport(result, null))));
  expect(report.leaks[result.leaks.indexOf(leak)]?.leftOut).toEqual(leak.leftOut);
});

test('ranges of all findings together are bounded, whatever the script', async () => {
  const result = await runScript(scattered(1100, 160), { listed: 50_000 });
  const kept = result.leaks.map(({ ranges }) => ranges.length);
  expect(result.totals.leakingFrames).toBe(1100);
  expect(kept).toHaveLength(result.totals.leakingFrames);
  const inFull = Math.ceil(MOST_RANGES_IN_ALL / MOST_RANGES);
  expect(Math.max(...kept)).toBe(MOST_RANGES);
  expect(kept.at(-1)).toBeLessThanOrEqual(FEW_RANGES);
  const sum = kept.reduce((all, ranges) => all + ranges, 0);
  expect(sum).toBeGreaterThan(MOST_RANGES * (inFull - 2));
  expect(sum).toBeLessThan(MOST_RANGES_IN_ALL + MOST_RANGES + FEW_RANGES * kept.length);
});

test('the merged report of shards tells the ranges that the whole run tells', async () => {
  const script = scattered(1100, 160);
  const whole = await runScript(script, { listed: 50_000 });
  const reports = [];
  for (const index of [1, 2]) {
    const shard = { index, count: 2 };
    const result = await runShard(script, { listed: 50_000, shard, warmUp: 'all' });
    reports.push({ name: `part ${index}`, report: jsonReport(result, null) });
  }
  const [merged] = mergeReports(reports);
  expect(merged?.leaks).toEqual(whole.leaks);
  expect(merged?.checksumFailures).toEqual(whole.checksumFailures);
});

describe('a finding that is bounded further', () => {
  const source = {
    number: 1,
    step: 0,
    direction: 'tx',
    protocol: 'ethernet',
    flow: '',
    recipient: { kind: 'unknown', address: '' },
    offset: 0,
    framesAgo: 1,
  } as const;
  const frame = {
    number: 2,
    step: 0,
    direction: 'tx',
    protocol: 'ethernet',
    flow: '',
    recipient: source.recipient,
  } as const;

  test('tells the same as one that was bounded at once', () => {
    const counts = fc.array(fc.nat(5), { maxLength: 12 });
    fc.assert(
      fc.property(counts, fc.nat(12), fc.nat(12), (secrets, first, second) => {
        const leak = {
          frame,
          length: 100,
          verdict: 'delivered' as const,
          ranges: secrets.map((count, i) => ({
            start: 4 * i,
            end: 4 * i + 2,
            field: 'x',
            bytes: Uint8Array.of(1, 2),
            nonZero: 2,
            source,
            crossRecipient: true,
            summedInto: [],
            ...(count === 0
              ? {}
              : {
                  secrets: Array.from({ length: count }, () => ({ name: 's', offset: 0, start: 0, end: 1 })),
                }),
          })),
          leakedBytes: 2 * secrets.length,
          nonZeroBytes: 2 * secrets.length,
          crossRecipientBytes: 2 * secrets.length,
          excerpt: { start: 0, bytes: new Uint8Array(0) },
        };
        const larger = Math.max(first, second);
        const smaller = Math.min(first, second);
        expect(boundedLeak(boundedLeak(leak, larger), smaller)).toEqual(boundedLeak(leak, smaller));
        const failure = {
          ...{ frame, protocol: 'icmp' as const, offset: 36, found: 1, expected: 2 },
          cause: 'stale-memory' as const,
          staleSummed: leak.ranges.map(({ start, end }) => ({ start, end, source })),
        };
        const bounded = boundedFailure(boundedFailure(failure, larger), smaller);
        expect(bounded).toEqual(boundedFailure(failure, smaller));
        const told = bounded.staleSummed.length + (bounded.leftOut?.ranges ?? 0);
        expect(told).toBe(secrets.length);
      }),
    );
  });
});
