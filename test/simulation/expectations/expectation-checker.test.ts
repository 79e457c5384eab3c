import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { COMPARED_RELEASES, type Release } from '../../../src/netchannel/releases.ts';
import { loadScript } from '../../../src/script/load-script.ts';
import type { ExpectationResult } from '../../../src/simulation/expectations/expectation-result.ts';
import { runScript } from '../../../src/simulation/run.ts';

const HEAD = 'hosts: {alice: {ip: 10.0.0.10}, bob: {ip: 10.0.0.11}}\n';

async function check(text: string, release: Release = '1.10.0'): Promise<ExpectationResult> {
  return (await runScript(loadScript(HEAD + text, 'x.yaml'), { release })).expectations;
}

/** @returns what was found instead, failure by failure */
async function found(text: string, release?: Release): Promise<string[]> {
  const { failures } = await check(text, release);
  return failures.map((failure) => `${failure.field}: ${failure.expected} | ${failure.found}`);
}

const SECRET = 'steps:\n  - udp: {to: alice, to_port: 9, payload: {size: 100}}\n';
const RAW = `${SECRET}  - raw: {to: bob, size: 80, writes: [{at: 14, data: "hello bob"}]}\n    expect: `;
const NAT = `${SECRET}  - nat: {from: alice, to: bob, udp: {to_port: 9, payload: hello}}\n    expect: `;
const PING = `${SECRET}  - nat: {from: alice, to: bob, icmp: {type: 8, payload: hello!}}\n    expect: `;

describe('each frame of a step', () => {
  test.each<[expectation: string, ...found: string[]]>([
    ['{verdict: not-judged}'],
    ['{verdict: discarded}', 'verdict: verdict discarded | not-judged'],
    ['{leaks: 57}'],
    ['{leaks: some}'],
    ['{leaks: none}', 'leaks: no stale byte | 57 stale bytes'],
    ['{leaks: {max: 56}}', 'leaks: at most 56 stale bytes | 57 stale bytes'],
    ['{length: 80}'],
    ['{length: 81}', 'length: 81 bytes | 80 bytes'],
    ['{bytes: {at: 14, text: hello bob}}'],
    ['{bytes: {at: 14, base64: aGVsbG8=}}'],
    ['{bytes: {at: 14, text: hello boc}}', 'bytes: 68 65 6c 6c 6f 20 62 6f … at byte 14 | 62 at byte 22'],
    ['{bytes: {at: 14, text: Hello}}', 'bytes: 48 65 6c 6c 6f at byte 14 | 68 65 6c 6c 6f'],
    ['{bytes: {at: 80, hex: "00"}}', 'bytes: 00 at byte 80 | the end of the frame after 80 bytes'],
    ['{because: ipv4}', 'because: a wrong ipv4 checksum | no wrong checksum'],
    ['{cause: writer}', 'cause: writer as the cause of each wrong checksum | no wrong checksum'],
    ['{frames: 1}'],
    ['{frames: 2}', 'frames: 2 frames each time | 1 frame'],
    ['{error: true}', 'error: an error | none'],
    ['{release: 1.9.0, leaks: 12345}'],
    ['{release: [1.9.0, 1.10.0], leaks: 1}', 'leaks: 1 stale byte | 57 stale bytes'],
  ])('a raw frame: %s', async (expectation, ...failures) => {
    expect(await found(RAW + expectation)).toEqual(failures);
  });

  test.each<[expectation: string, ...found: string[]]>([
    ['{verdict: discarded, because: ipv4, cause: stale-memory}'],
    ['{because: [ipv4, ipv4]}'],
    ['{verdict: delivered}', 'verdict: verdict delivered | discarded: a wrong ipv4 checksum (stale-memory)'],
    ['{because: udp}', 'because: a wrong udp checksum | a wrong ipv4 checksum (stale-memory)'],
    [
      '{because: [ipv4, udp]}',
      'because: wrong ipv4 and udp checksums | a wrong ipv4 checksum (stale-memory)',
    ],
    [
      '{cause: writer}',
      'cause: writer as the cause of each wrong checksum | a wrong ipv4 checksum (stale-memory)',
    ],
  ])('a forwarded packet: %s', async (expectation, ...failures) => {
    expect(await found(NAT + expectation)).toEqual(failures);
  });

  test('a packet that is wrong for two reasons', async () => {
    expect(await found(`${PING}{because: [ipv4, icmp]}`)).toEqual([]);
    expect(await found(`${PING}{cause: stale-memory}`)).toEqual([
      'cause: stale-memory as the cause of each wrong checksum | wrong checksums: ipv4 (stale-memory), icmp (writer)',
    ]);
    expect(await found(`${PING}{because: icmp, cause: writer}`, '1.10.1')).toEqual([]);
  });

  test('what is marked in the frame, and what was expected there', async () => {
    const { failures } = await check(`${RAW}{leaks: none, bytes: [{at: 13, text: "xhellO"}]}`);
    const [leaks, bytes] = failures.map(({ excerpt, frame }) => ({ ...excerpt, frame }));
    expect(leaks).toMatchObject({
      frame: 2,
      start: 0,
      length: 80,
      marks: [{ start: 23, end: 80 }],
      expected: null,
    });
    expect(leaks?.bytes).toHaveLength(80);
    expect(bytes).toMatchObject({
      marks: [
        { start: 13, end: 14 },
        { start: 18, end: 19 },
      ],
      expected: { start: 13, bytes: new TextEncoder().encode('xhellO') },
    });
    const nat = await check(`${NAT}{verdict: delivered}`);
    expect(nat.failures[0]?.excerpt?.marks).toEqual([{ start: 24, end: 26 }]);
  });

  test('an excerpt begins a row before the place in question', async () => {
    const text = `steps: [{raw: {to: bob, size: 1000, writes: []}, expect: {bytes: {at: 500, hex: "${'00'.repeat(99)}ff"}}}]`;
    const { failures } = await check(text);
    const excerpt = failures[0]?.excerpt;
    expect(excerpt).toMatchObject({ start: 576, length: 1000, marks: [{ start: 599, end: 600 }] });
    expect([excerpt?.bytes.length, excerpt?.expected?.start, excerpt?.expected?.bytes.length]).toEqual([
      128, 576, 24,
    ]);
  });
});

describe('several frames', () => {
  const LARGE = 'steps:\n  - udp: {to: alice, to_port: 9, payload: {size: 4000}}\n    expect: ';

  test('of one packet: each fragment', async () => {
    expect(await found(`${LARGE}{frames: 3, verdict: unverifiable}`, '1.9.0')).toEqual([]);
    // Under 1.10 the fragmenter fills blocks of 2048 bytes.
    expect(await found(`${LARGE}{frames: 2, length: 1514}`, '1.10.1')).toEqual([]);
    const { failures } = await check(`${LARGE}{length: 1514}`, '1.9.0');
    expect(failures.map(({ frame, found: text }) => [frame, text])).toEqual([[3, '1,082 bytes']]);
  });

  test('of a step that is repeated: each, whenever it crosses', async () => {
    const text = (expectation: string): string => `poll: manual
steps:
  - repeat: {count: 20, steps: [{raw: {to: bob, size: 20, writes: [{at: 14, data: {counter: 1}}]}, expect: ${expectation}}]}
  - poll
`;
    expect(await found(text('{frames: 1, length: 20, leaks: none}'))).toEqual([]);
    expect(await found(text('{frames: 2}'))).toEqual(['frames: 2 frames each time | 20 frames in 20 times']);
    const result = await check(text('{bytes: {at: 14, hex: "05"}}'));
    expect([result.checked, result.failed, result.failureCount, result.failures.length]).toEqual([
      1, 1, 19, 10,
    ]);
    expect(result.failures.map(({ frame }) => frame)).toEqual([1, 2, 3, 4, 5, 7, 8, 9, 10, 11]);
    expect(result.items[0]).toMatchObject({ met: false, failures: 19 });
  });

  test('all are counted, 100 are kept, 10 of each expectation', async () => {
    const lines = Array.from({ length: 12 }, () => '{leaks: 1}').join(', ');
    const text = `steps: [{repeat: {count: 500, steps: [{arp: {request: bob}, expect: [${lines}]}]}}]`;
    const result = await check(text);
    expect([result.failureCount, result.failures.length, result.failed]).toEqual([6000, 100, 12]);
  });

  test('frames from the other side', async () => {
    const text =
      'steps: [{receive: {from: bob, size: 60}, expect: {frames: 1, length: 60, leaks: none, verdict: not-judged}}]';
    expect(await found(text)).toEqual([]);
  });
});

describe('nothing is true in silence', () => {
  test('a frame that never crosses', async () => {
    const text = (expectation: string): string =>
      `poll: manual\nsteps: [{arp: {request: bob}, expect: ${expectation}}]`;
    expect(await found(text('{leaks: none}'))).toEqual(['leaks: no stale byte | no frame']);
    expect(await found(text('{leaks: none, frames: none}'))).toEqual([]);
    expect(await found(text('{frames: 1}'))).toEqual(['frames: 1 frame each time | none']);
  });

  test('a write that fails says why', async () => {
    const text = 'steps: [{raw: {size: 10, returns: 20}, expect: {leaks: none}}]';
    expect(await found(text)).toEqual([
      'leaks: no stale byte | no frame: Cannot send the frame: its length 20 exceeds the announced size 10',
    ]);
  });

  test('a step that is never taken', async () => {
    const text =
      'steps: [{repeat: {count: 0, steps: [{arp: {request: bob}, expect: {frames: none, error: x}}]}}]';
    expect(await found(text)).toEqual([
      'frames: no frame each time | a step that was never taken',
      'error: an error that contains "x" | a step that was never taken',
    ]);
  });

  test('a run that is stopped checks nothing that is not known yet', async () => {
    const text = `${HEAD}expect: {frames: 1}
steps:
  - repeat: {count: 1000000, steps: [{arp: {request: bob}, expect: {leaks: 1, length: 42}}]}
`;
    const stop = new AbortController();
    const listener = { frame: ({ number }: { number: number }) => number === 100 && stop.abort() };
    const result = await runScript(loadScript(text, 'x.yaml'), {
      signal: stop.signal,
      listener: { frame: (frame) => void listener.frame(frame) },
    });
    expect(result.complete).toBe(false);
    expect(result.expectations).toMatchObject({ checked: 1, failed: 1, unchecked: 2, failureCount: 100 });
    expect(result.expectations.items.map(({ checked, met }) => [checked, met])).toEqual([
      [false, false],
      [true, false],
      [false, false],
    ]);
  });
});

test('errors: their text, and that there are any', async () => {
  const text = (expectation: string): string =>
    `steps: [{raw: {size: 10, returns: 20}, expect: ${expectation}}]`;
  expect(await found(text('{error: exceeds}'))).toEqual([]);
  expect(await found(text('{error: true, frames: none}'))).toEqual([]);
  expect(await found(text('{error: banana}'))).toEqual([
    'error: an error that contains "banana" | "Cannot send the frame: its length 20 exceeds the announced size 10"',
  ]);
});

test('items are those for the release at hand, in the order of the text, met or not', async () => {
  const text = `expect: [{release: 1.9.0, frames: 7}, {leaked: none, frames: 2}]\n${RAW}{leaks: none}`;
  const { items, checked, failed } = await check(text, '1.10.1');
  expect(items).toEqual([
    {
      line: 2,
      column: 40,
      step: null,
      label: 'the run',
      what: 'no leaked byte',
      met: true,
      checked: true,
      failures: 0,
    },
    {
      line: 2,
      column: 54,
      step: null,
      label: 'the run',
      what: '2 frames',
      met: true,
      checked: true,
      failures: 0,
    },
    {
      line: 6,
      column: 14,
      step: 1,
      label: 'raw 80 bytes to bob',
      what: 'no stale byte',
      met: true,
      checked: true,
      failures: 0,
    },
  ]);
  expect([checked, failed]).toEqual([3, 0]);
  expect((await check(text, '1.10.0')).items.map(({ met }) => met)).toEqual([false, true, false]);
  expect((await check(text, '1.9.0')).items.map(({ what }) => what)).toContain('7 frames');
});

/** What a frame of the run was like, as the audit tells its listeners. */
interface Fact {
  step: number;
  length: number;
  leaks: number;
  verdict: string;
  hex: string;
  wrong: string[];
}

describe('a run meets what was seen in it, and nothing else', () => {
  const action = fc.oneof(
    fc.nat(200).map((size) => `udp: {to: alice, to_port: 9, payload: {size: ${size}}}`),
    fc.nat(200).map((size) => `raw: {to: bob, size: ${size + 14}, writes: []}`),
    fc.nat(20).map((size) => `nat: {from: alice, to: bob, icmp: {type: 8, payload: {size: ${size}}}}`),
    fc.constant('arp: {request: bob}'),
    fc.constant('dhcp: {type: discover}'),
  );

  test('property', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(action, { minLength: 1, maxLength: 8 }),
        fc.constantFrom(...COMPARED_RELEASES),
        fc.nat(),
        async (actions, release, pick) => {
          const plain = `steps:\n${actions.map((line) => `  - ${line}\n`).join('')}`;
          const facts: Fact[] = [];
          await runScript(loadScript(HEAD + plain, 'x.yaml'), {
            release,
            listener: {
              frame: (frame) =>
                facts.push({
                  step: frame.step,
                  length: frame.length,
                  leaks: frame.leakedBytes,
                  verdict: frame.verdict,
                  hex: Buffer.from(frame.bytes.subarray(frame.offset, frame.offset + frame.length)).toString(
                    'hex',
                  ),
                  wrong: frame.wrongChecksums().map(({ protocol }) => protocol),
                }),
            },
          });
          expect(facts.map(({ step }) => step)).toEqual(actions.map((_, i) => i));
          const withExpect = (change: (fact: Fact) => Fact): string =>
            `steps:\n${actions
              .map((line, i) => {
                const fact = change(facts[i] as Fact);
                const because = fact.wrong.length === 0 ? '' : `because: [${fact.wrong.join()}], `;
                return `  - ${line}\n    expect: {${because}frames: 1, leaks: ${fact.leaks}, length: ${fact.length}, verdict: ${fact.verdict}, bytes: {at: 0, hex: "${fact.hex}"}}\n`;
              })
              .join('')}`;
          expect(
            (
              await check(
                withExpect((fact) => fact),
                release,
              )
            ).failed,
          ).toBe(0);
          const target = pick % actions.length;
          const at = 2 * (pick % ((facts[target] as Fact).hex.length / 2));
          const wrong = withExpect((fact) =>
            fact.step === target
              ? {
                  ...fact,
                  leaks: fact.leaks + 1,
                  hex: fact.hex.slice(0, at) + other(fact.hex.slice(at, at + 2)) + fact.hex.slice(at + 2),
                }
              : fact,
          );
          const { failures } = await check(wrong, release);
          expect(failures.map(({ step, field }) => [step, field])).toEqual([
            [target, 'leaks'],
            [target, 'bytes'],
          ]);
          expect(failures[1]?.excerpt?.marks).toEqual([{ start: at / 2, end: at / 2 + 1 }]);
        },
      ),
      { numRuns: 60 },
    );
  });
});

function other(byte: string): string {
  return (Number.parseInt(byte, 16) ^ 0xff).toString(16).padStart(2, '0');
}
