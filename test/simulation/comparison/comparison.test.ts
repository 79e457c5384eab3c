import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Packet } from '../../../src/guest/packets.ts';
import { COMPARED_RELEASES, type Release } from '../../../src/netchannel/releases.ts';
import { loadScript } from '../../../src/script/load-script.ts';
import type { Step } from '../../../src/script/step.ts';
import { Comparison, compareReleases } from '../../../src/simulation/comparison/comparison.ts';
import type { ComparisonResult } from '../../../src/simulation/comparison/comparison-result.ts';
import { runScript } from '../../../src/simulation/run.ts';
import { GUEST_MAC } from '../../support/random-packets.ts';
import { steps } from '../../support/random-steps.ts';
import { runSteps } from '../../support/run-steps.ts';

/** Under the random workloads' own polls, and one at the end. */
function compareSteps(workload: readonly Step[], releases: readonly Release[]): Comparison {
  const site = { index: workload.length, label: 'poll', line: 0 };
  const polled: Step[] = [...workload, { kind: 'poll', site }];
  const comparison = new Comparison({
    releases,
    steps: () => {
      let taken = 0;
      return { next: () => polled[taken++] };
    },
    simulation: { mac: GUEST_MAC, poll: { kind: 'manual' } },
    differences: 10_000,
  });
  while (comparison.take());
  return comparison;
}

/**
 * Packets that 1.9.0 and 1.10.1 send differently by design. Their writers look at how long their memory is: up to
 * 1.9.0 as long as the packet that was announced, since 1.10.0 a block of 2048 bytes.
 *
 * - UDP that is cut into fragments: the first takes what fits into its memory, and the others are cut from there.
 * - Forwarded ICMP and ICMPv6: the checksum is computed over all of the memory behind the header.
 */
function looksAtMemory(packet: Packet): string | undefined {
  switch (packet.kind) {
    case 'udp':
      return packet.payload.length > 1500 - 28 ? 'udp in fragments' : undefined;
    case 'nat':
      return packet.transport.protocol === 'icmp' ? 'forwarded icmp' : undefined;
    case 'ns6':
    case 'na6':
    case 'rs6':
    case 'pong6':
      return packet.kind;
    default:
      return undefined;
  }
}

describe('on random workloads', () => {
  test('1.9.0 and 1.10.1 agree, but for packets whose writers look at how long their memory is', () => {
    const seen = new Map<string, number>();
    let compared = 0;
    fc.assert(
      fc.property(steps(80), (workload) => {
        const comparison = compareSteps(workload, ['1.9.0', '1.10.1']);
        const { first, frames, compared: all } = comparison.differences();
        expect(first).toHaveLength(frames);
        compared += all;
        for (const { step } of first) {
          const cause = workload[step];
          const why = cause?.kind === 'send' ? looksAtMemory(cause.packet) : undefined;
          if (why === undefined) expect.fail(`step ${step} differs: ${JSON.stringify(cause)}`);
          seen.set(why, (seen.get(why) ?? 0) + 1);
        }
      }),
      { numRuns: 150 },
    );
    expect(compared).toBeGreaterThan(1000);
    expect([...seen.keys()].sort()).toEqual([
      'forwarded icmp',
      'na6',
      'ns6',
      'pong6',
      'rs6',
      'udp in fragments',
    ]);
  });

  test('1.10.0 differs from 1.10.1 in frames that are reported, and in all that must differ', () => {
    let differing = 0;
    fc.assert(
      fc.property(steps(80), (workload) => {
        const { first } = compareSteps(workload, ['1.10.0', '1.10.1']).differences();
        const dirty = runSteps(workload, '1.10.0');
        const clean = runSteps(workload, '1.10.1');
        const expected = dirty.frames.filter(
          ({ bytes }, i) => Buffer.compare(bytes, clean.frames[i]?.bytes ?? new Uint8Array(0)) !== 0,
        );
        expect(first.map(({ frames }) => frames[0]?.number)).toEqual(expected.map(({ number }) => number));
        expect(first.map(({ frames }) => frames[0]?.bytes)).toEqual(expected.map(({ bytes }) => bytes));
        const numbers = new Set(expected.map(({ number }) => number));
        for (const { frames, missing } of first) {
          const [own, other] = frames;
          expect(missing).toEqual([]);
          expect((own?.stale.length ?? 0) + (own?.staleSums.length ?? 0)).toBeGreaterThan(0);
          expect([other?.stale, other?.staleSums]).toEqual([[], []]);
        }
        for (const { frame, nonZeroBytes } of dirty.leaks) {
          if (nonZeroBytes > 0) expect(numbers).toContain(frame.number);
        }
        for (const { frame, cause } of dirty.failures) {
          if (cause === 'stale-memory') expect(numbers).toContain(frame.number);
        }
        differing += first.length;
      }),
      { numRuns: 200 },
    );
    expect(differing).toBeGreaterThan(500);
  });

  test('each release comes to what it comes to alone', () => {
    fc.assert(
      fc.property(steps(60), (workload) => {
        const outcomes = compareSteps(workload, COMPARED_RELEASES).outcomes();
        for (const { release, totals, device } of outcomes) {
          const alone = runSteps(workload, release as Release).simulation;
          expect(totals).toEqual(alone.audit.totals);
          expect(device).toEqual(alone.deviceCounts());
        }
      }),
      { numRuns: 30 },
    );
  });
});

const SCRIPT = `
name: few
hosts: {alice: {ip: 10.0.0.10}, bob: {ip: 10.0.0.11}}
steps:
  - udp: {to: alice, from_port: 1, to_port: 9, payload: "the password is swordfish"}
  - arp: {request: bob}
  - {name: the leak, raw: {to: bob, size: 60, writes: [{at: 14, data: hello}]}}
`;

function compare(text: string, options = {}): Promise<ComparisonResult> {
  return compareReleases(loadScript(text, 'few.yaml'), options);
}

describe('of a script', () => {
  test('keeps the first frames that differ, with bytes, verdicts and what is stale', async () => {
    const { releases, differences, stepsTaken, complete, names, script } = await compare(SCRIPT);
    expect(releases.map(({ release }) => release)).toEqual(COMPARED_RELEASES);
    expect([stepsTaken, complete, script.name, names['10.0.0.11']]).toEqual([3, true, 'few', 'bob']);
    expect(differences).toMatchObject({ compared: 3, frames: 1 });
    const [difference] = differences.first;
    expect(difference).toMatchObject({
      step: 2,
      direction: 'tx',
      protocol: 'ethernet',
      recipient: { kind: 'mac' },
      missing: [],
    });
    expect(difference?.frames).toMatchObject([
      { release: '1.9.0', number: 3, verdict: 'not-judged', stale: [], staleSums: [] },
      {
        release: '1.10.0',
        number: 3,
        verdict: 'not-judged',
        stale: [{ start: 19, end: 60, field: 'ethernet.payload' }],
        staleSums: [],
      },
      { release: '1.10.1', number: 3, verdict: 'not-judged', stale: [], staleSums: [] },
    ]);
    const texts = difference?.frames.map(({ bytes }) => Buffer.from(bytes).toString('latin1'));
    expect(texts?.map((text) => text.includes('password'))).toEqual([false, true, false]);
    expect(texts?.[0]).toBe(texts?.[2]);
  });

  test('counts as runs do, and says nothing one by one', async () => {
    const { releases } = await compare(SCRIPT, { releases: ['1.10.1', '1.10.0'], seed: 7 });
    for (const { release, ...rest } of releases) {
      const alone = await runScript(loadScript(SCRIPT, 'few.yaml'), { release: release as Release, seed: 7 });
      expect(alone).toMatchObject(rest);
      expect(Object.keys(rest)).not.toContain('leaks');
    }
  });

  test.each([0, 1, 5])('keeps %i of many', async (limit) => {
    const many = `${SCRIPT}  - repeat: {count: 20, steps: [{udp: {to: alice, to_port: 9, payload: x}}, {raw: {size: 70}}]}`;
    const { differences } = await compare(many, { differences: limit });
    expect(differences.frames).toBeGreaterThan(5);
    expect(differences.compared).toBe(43);
    expect(differences.first).toHaveLength(limit);
  });

  test('a frame that only one release delivers leaves the others matched', async () => {
    // 1.9.0 gives the writer no more memory than it announced.
    const { differences, releases } = await compare(`
hosts: {alice: {ip: 10.0.0.10}, bob: {ip: 10.0.0.11}}
poll: manual
steps:
  - arp: {request: bob}
  - raw: {to: bob, size: 60, returns: 60, writes: [{at: 70, data: beyond}]}
  - repeat: {count: 3, steps: [{arp: {request: alice}}, {receive: {from: bob, size: 60}}]}
  - poll
`);
    expect(releases.map(({ errorCount }) => errorCount)).toEqual([1, 0, 0]);
    expect(differences).toMatchObject({ compared: 8, frames: 1 });
    expect(differences.first[0]?.missing).toEqual(['1.9.0']);
    expect(differences.first[0]?.frames.map(({ release }) => release)).toEqual(['1.10.0', '1.10.1']);
  });

  test('captures take the frames of their release', async () => {
    const frames = { '1.9.0': [] as string[], '1.10.0': [] as string[] };
    const capture = (into: string[]) => ({
      write: (_s: number, _n: number, bytes: Uint8Array, offset: number, length: number) => {
        into.push(Buffer.from(bytes.subarray(offset, offset + length)).toString('hex'));
        return false;
      },
      drain: async () => undefined,
    });
    const { differences } = await compare(SCRIPT, {
      releases: ['1.9.0', '1.10.0'],
      captures: new Map([
        ['1.9.0', capture(frames['1.9.0'])],
        ['1.10.0', capture(frames['1.10.0'])],
      ]),
    });
    expect(frames['1.9.0']).toHaveLength(3);
    expect(frames['1.9.0'].slice(0, 2)).toEqual(frames['1.10.0'].slice(0, 2));
    expect(differences.first[0]?.frames.map(({ bytes }) => Buffer.from(bytes).toString('hex'))).toEqual([
      frames['1.9.0'][2],
      frames['1.10.0'][2],
    ]);
  });

  test('stops when it is told to', async () => {
    const controller = new AbortController();
    controller.abort();
    const { complete, stepsTaken } = await compare(SCRIPT, { signal: controller.signal });
    expect([complete, stepsTaken]).toEqual([false, 1]);
  });
});
