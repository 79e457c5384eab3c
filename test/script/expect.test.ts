// biome-ignore-all lint/suspicious/noTemplateCurlyInString: scripts have templates of their own
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { COMPARED_RELEASES } from '../../src/netchannel/releases.ts';
import type { Expectation } from '../../src/script/expectation.ts';
import { loadScript, ScriptErrors } from '../../src/script/index.ts';
import { scriptReference } from '../../src/script/reference.ts';
import { runScript } from '../../src/simulation/run.ts';

const HOSTS = 'hosts: {alice: {ip: 10.0.0.10}, bob: {ip: 10.0.0.11}}\n';

function load(text: string): readonly Expectation[] {
  return loadScript(HOSTS + text, 'x.yaml').expectations;
}

function problems(text: string): string[] {
  try {
    load(text);
  } catch (error) {
    if (!(error instanceof ScriptErrors)) throw error;
    return error.errors.map((problem) => String(problem).replace('x.yaml:', ''));
  }
  return [];
}

const ofStep = (expectation: string): string =>
  `steps:\n  - udp: {to: alice, to_port: 9}\n    expect: ${expectation}\n`;
const ofRun = (expectation: string): string => `expect: ${expectation}\nsteps: [poll]\n`;

describe('expectations of steps', () => {
  test('each key is one, with its own place, in the order of the text', () => {
    const text = ofStep(
      '[{leaks: 1, verdict: delivered}, {release: 1.10.0, bytes: [{at: 1, hex: "0A"}, {at: 2, text: x}]}]',
    );
    expect(
      load(text).map(({ place, releases, check }) => [place.line, place.column, releases, check]),
    ).toEqual([
      [4, 15, undefined, { key: 'leaks', amount: { min: 1, max: 1 } }],
      [4, 25, undefined, { key: 'verdict', verdict: 'delivered' }],
      [4, 72, ['1.10.0'], { key: 'bytes', at: 1, bytes: Uint8Array.of(10) }],
      [4, 92, ['1.10.0'], { key: 'bytes', at: 2, bytes: Uint8Array.of(0x78) }],
    ]);
  });

  test.each([
    ['none', 0, 0],
    ['some', 1, Number.POSITIVE_INFINITY],
    ['7', 7, 7],
    ['"0x10"', 16, 16],
    ['{min: 2}', 2, Number.POSITIVE_INFINITY],
    ['{max: 2}', 0, 2],
    ['{min: 1, max: 2}', 1, 2],
  ])('an amount of %s', (amount, min, max) => {
    expect(load(ofStep(`{leaks: ${amount}}`))[0]?.check).toEqual({ key: 'leaks', amount: { min, max } });
  });

  test.each(['true', 'some', '"true"'])('error: %s is any error', (error) => {
    expect(load(ofStep(`{error: ${error}}`))[0]?.check).toEqual({ key: 'error', text: '' });
  });

  test('variables stand in them as everywhere', () => {
    const text = `vars: {n: 3, r: 1.10.1}\n${ofStep('{release: "${r}", leaks: "${n}", bytes: {at: "${n}", text: "n=${n}"}}')}`;
    expect(load(text).map(({ releases, check }) => [releases, check])).toEqual([
      [['1.10.1'], { key: 'leaks', amount: { min: 3, max: 3 } }],
      [['1.10.1'], { key: 'bytes', at: 3, bytes: new TextEncoder().encode('n=3') }],
    ]);
  });

  test('those of the run come first if they stand first', () => {
    const steps = ofStep('{leaks: none}');
    expect(load(`expect: {frames: 1}\n${steps}`).map(({ site }) => site?.index ?? null)).toEqual([null, 0]);
    expect(load(`${steps}expect: {frames: 1}\n`).map(({ site }) => site?.index ?? null)).toEqual([0, null]);
  });

  test('a script without expectations has none', () => {
    expect(load('steps: [poll]')).toEqual([]);
  });
});

describe('mistakes are told with their place', () => {
  test.each<[text: string, ...messages: string[]]>([
    [
      ofStep('{verdict: deliverd}'),
      '4:23: steps[0].expect.verdict: Unknown verdict "deliverd"; did you mean "delivered"?; there are delivered, discarded, unverifiable, not-judged',
    ],
    [
      ofStep('{release: 1.10.3, leaks: none}'),
      '4:23: steps[0].expect.release: Unknown release "1.10.3"; did you mean "1.10.0"?; there are 1.4.1, 1.5.0, 1.9.0, 1.10.0, 1.10.1, 1.10.2, 1.13.1, 2.1.3, 2.1.6, 2.1.7, 2.1.8, none, copy-in, clear-on-take, clear-window, clear-tail, clear-gaps, clear-on-release, clear-used-on-release, narrow-window, pool-per-recipient, fresh-page, bounce, poison, own',
    ],
    [
      ofStep('{release: [1.10.0, 1.9], leaks: none}'),
      '4:32: steps[0].expect.release[1]: Expected one of 1.4.1, 1.5.0, 1.9.0, 1.10.0, 1.10.1, 1.10.2, 1.13.1, 2.1.3, 2.1.6, 2.1.7, 2.1.8, none, copy-in, clear-on-take, clear-window, clear-tail, clear-gaps, clear-on-release, clear-used-on-release, narrow-window, pool-per-recipient, fresh-page, bounce, poison, own, got 1.9',
    ],
    [
      ofStep('{because: [ipv4, upd]}'),
      '4:30: steps[0].expect.because[1]: Unknown checksum "upd"; did you mean "udp"?; there are ipv4, icmp, udp, tcp, icmpv6, gre',
    ],
    [
      ofStep('{cause: stale memory}'),
      '4:21: steps[0].expect.cause: Unknown cause "stale memory"; did you mean "stale-memory"?; there are stale-memory, writer, left-to-card',
    ],
    [ofStep('{leeks: none}'), '4:14: steps[0].expect.leeks: Unknown key "leeks"; did you mean "leaks"?'],
    [
      ofStep('{leaks: few}'),
      '4:21: steps[0].expect.leaks: Expected none, some, a number or {min: …, max: …}, got "few"',
    ],
    [ofStep('{leaks: {}}'), '4:21: steps[0].expect.leaks: Range needs "min", "max" or both'],
    [
      ofStep('{leaks: {min: 3, max: 2}}'),
      '4:21: steps[0].expect.leaks: Range is empty: "min" 3 is above "max" 2',
    ],
    [
      ofStep('{bytes: {at: 1}}'),
      '4:21: steps[0].expect.bytes: Bytes need exactly one of "text", "hex" and "base64"',
    ],
    [
      ofStep('{bytes: {at: 1, text: a, hex: "61"}}'),
      '4:21: steps[0].expect.bytes: Bytes need exactly one of "text", "hex" and "base64"',
    ],
    [
      ofStep('{release: 1.10.0}'),
      '4:13: steps[0].expect: Expectation says nothing: give it one of verdict, because, cause, leaks, bytes, length, frames, error',
    ],
    [
      ofStep('none'),
      '4:13: steps[0].expect: Expected an expectation such as {leaks: none}, or a list of them, got "none"',
    ],
    [ofStep('[]'), '4:13: steps[0].expect: Expected at least one expectation, got an empty list'],
    [
      'steps:\n  - wait: 1ms\n    expect: {frames: none}\n',
      '4:5: steps[0].expect: Key "expect" needs a step that sends or receives; "wait" does neither',
    ],
    [
      'steps:\n  - repeat: {count: 2, steps: [poll]}\n    expect: {frames: none}\n',
      '3:5: steps[0].expect: Key "expect" needs a step that sends or receives; "repeat" does neither'.replace(
        '3:5',
        '4:5',
      ),
    ],
    [
      ofRun('{leaks: none}'),
      '2:10: expect.leaks: Unknown key "leaks"; it belongs into the "expect" of a step',
    ],
    [ofRun('{secrets: {token: kept}}'), '2:20: expect.secrets.token: Unknown secret "token"'],
    [
      ofRun('{secrets: {token: {to: alcie}}}'),
      '2:20: expect.secrets.token: Unknown secret "token"',
      '2:32: expect.secrets.token.to: Unknown host "alcie"; did you mean "alice"?',
    ],
    [
      ofRun('{secrets: {token: lost}}'),
      '2:27: expect.secrets.token: Expected kept or {to: …, bytes: …}, got "lost"',
    ],
  ])('%j', (text, ...messages) => {
    expect(problems(text)).toEqual(messages);
  });

  test('a loop index cannot stand in them', () => {
    const text =
      'steps: [{repeat: {count: 2, as: i, steps: [{ping: {to: bob}, expect: {bytes: {at: 1, text: "${i}"}}}]}}]';
    expect(problems(text)[0]).toContain('A loop index can stand only in');
  });
});

describe('the examples in the documentation', () => {
  const guide = readFileSync(path.join(import.meta.dirname, '../../docs/scripts.md'), 'utf8');
  const examples = [
    ['the reference', scriptReference()],
    ['docs/scripts.md', guide],
  ].flatMap(([where = '', page = '']) =>
    [...page.matchAll(/```yaml\n([\s\S]*?)\n```/g)]
      .map(([, text = '']): [string, string] => [where, text])
      .filter(([, text]) => text.includes('expect:')),
  );

  test('the reference has one of payloads, one of expectations; docs/scripts.md has these, and guests, trouble there, and checksums', () => {
    const pages = [
      'the reference',
      'the reference',
      'docs/scripts.md',
      'docs/scripts.md',
      'docs/scripts.md',
      'docs/scripts.md',
    ];
    expect(examples.map(([where]) => where)).toEqual(pages);
  });

  describe.each(examples)('in %s', (where, text) => {
    test.each(COMPARED_RELEASES)('is met under %s', async (release) => {
      const { expectations } = await runScript(loadScript(text, where), { release });
      expect(expectations.failures).toEqual([]);
      expect(expectations.checked).toBeGreaterThan(1);
    });
  });
});
