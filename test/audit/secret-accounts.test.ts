import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { SecretAccount, SecretReach } from '../../src/audit/findings.ts';
import { COMPARED_RELEASES } from '../../src/netchannel/releases.ts';
import { loadScript } from '../../src/script/index.ts';
import { runScript } from '../../src/simulation/run.ts';
import { coded, expectedAccounts, RUNS, SECRETS, secretSteps } from '../support/coded-secrets.ts';
import { GUEST_MAC } from '../support/random-packets.ts';
import { runSteps } from '../support/run-steps.ts';

const totalOf = (accounts: readonly SecretAccount[], key: 'sentTo' | 'disclosedTo'): number =>
  accounts
    .flatMap((account): SecretReach[] => account[key])
    .reduce((sum, reach) => sum + reach.totalBytes, 0);

describe('the accounts agree with what the contents of several runs give away', () => {
  test.each(COMPARED_RELEASES)('on random workloads, %s', { timeout: 120_000 }, (release) => {
    let sent = 0;
    let disclosed = 0;
    let blocked = 0;
    let failed = 0;
    let inLeaks = 0;
    fc.assert(
      // Of short workloads, only one in seven discloses anything at all.
      fc.property(secretSteps(200), (workload) => {
        const runs = Array.from({ length: RUNS }, (_, run) =>
          runSteps(coded(workload, run), release, GUEST_MAC, 1500, SECRETS),
        );
        const [first] = runs;
        const accounts = first?.simulation.audit.result().secrets ?? [];
        expect(accounts).toEqual(expectedAccounts(runs));
        const ranges = first?.leaks.flatMap((leak) => leak.ranges.filter((range) => range.crossRecipient));
        const named = ranges?.flatMap(({ secrets = [] }) => secrets) ?? [];
        const namedBytes = named.reduce((sum, { start, end }) => sum + end - start, 0);
        expect(namedBytes).toBe(totalOf(accounts, 'disclosedTo'));
        inLeaks += namedBytes;
        sent += totalOf(accounts, 'sentTo');
        disclosed += totalOf(accounts, 'disclosedTo');
        blocked += first?.simulation.blockedWrites ?? 0;
        failed += first?.simulation.errorCount ?? 0;
      }),
      // Shrinking would run each workload six times again, for hours.
      { numRuns: 60, endOnFailure: true },
    );
    // The comparison is worth something only where there was something to compare.
    expect(sent).toBeGreaterThan(1000);
    expect(Math.min(blocked, failed)).toBeGreaterThan(0);
    if (release === '1.10.0') expect(Math.min(disclosed, inLeaks)).toBeGreaterThan(50);
    else expect(disclosed).toBe(0);
  });
});

test('a secret in a leak is told with its place in frame and secret', () => {
  const steps = fc.sample(secretSteps(60), { numRuns: 40, seed: 7 });
  let told = 0;
  for (const workload of steps) {
    const { leaks } = runSteps(coded(workload, 0), '1.10.0', GUEST_MAC, 1500, SECRETS);
    for (const range of leaks.flatMap((leak) => leak.ranges)) {
      for (const { name, offset, start, end } of range.secrets ?? []) {
        told++;
        expect(start).toBeGreaterThanOrEqual(range.start);
        expect(end).toBeLessThanOrEqual(range.end);
        const length = SECRETS.find((secret) => secret.name === name)?.length ?? 0;
        expect(offset + end - start).toBeLessThanOrEqual(length);
      }
    }
  }
  expect(told).toBeGreaterThan(5);
});

test('marks that no secret is told for count for nothing', () => {
  const [workload = []] = fc.sample(secretSteps(60), { numRuns: 1, seed: 7 });
  const { simulation, leaks } = runSteps(coded(workload, 0), '1.10.0');
  expect(simulation.audit.result().secrets).toEqual([]);
  expect(leaks.flatMap((leak) => leak.ranges).filter((range) => range.secrets !== undefined)).toEqual([]);
  const some = runSteps(coded(workload, 0), '1.10.0', GUEST_MAC, 1500, SECRETS.slice(0, 1));
  expect(some.simulation.audit.result().secrets.map(({ name }) => name)).toEqual(['short']);
});

test('a secret of a write that failed half way was never sent, and is disclosed all the same', async () => {
  const script = loadScript(
    `
hosts: {alice: {ip: 10.0.0.10}, bob: {ip: 10.0.0.11}}
steps:
  - raw: {to: alice, size: 60, writes: [{at: 20, data: {text: sesame, secret: word}}, {at: 3000, data: x}]}
  - raw: {to: bob, size: 24, writes: [{at: 14, data: hello}]}
`,
    'x.yaml',
  );
  const { secrets } = await runScript(script, { release: '1.10.0' });
  const bob = { kind: 'mac', address: '02:00:0a:00:00:0b', host: 'bob' };
  expect(secrets).toEqual([
    {
      name: 'word',
      length: 6,
      sentTo: [],
      disclosedTo: [{ recipient: bob, bytes: 4, totalBytes: 4, frames: 1, firstFrame: 1, firstFrames: [1] }],
    },
  ]);
});
