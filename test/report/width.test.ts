import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { FrameEntry, Leak, LeakRange, Recipient } from '../../src/audit/findings.ts';
import { columnsOf } from '../../src/report/columns.ts';
import { PLAIN_STYLE, type Style } from '../../src/report/style.ts';
import { renderText } from '../../src/report/text.ts';
import { loadScript } from '../../src/script/load-script.ts';
import type { RunResult } from '../../src/simulation/result.ts';
import { runScript } from '../../src/simulation/run.ts';
import { EVENTFUL, LEAK } from './fixture.ts';

/** As a terminal does it that is so wide: letters, what is wide there, and what must not get there. */
const label = fc.oneof(
  fc.string({ maxLength: 80 }),
  fc.string({ unit: 'grapheme', maxLength: 60 }),
  fc
    .array(fc.constantFrom('a', ' ', '漢', 'é', '\u001b[2J', '\n', '\t', '😀', 'e\u0301'), { maxLength: 90 })
    .map((parts) => parts.join('')),
);

const recipient: fc.Arbitrary<Recipient> = fc.oneof(
  fc.record({ kind: fc.constant('ipv4' as const), address: fc.ipV4() }),
  fc.record({ kind: fc.constant('ipv6' as const), address: fc.ipV6() }),
  fc.constant<Recipient>({ kind: 'mac', address: '00:16:3e:00:00:0b' }),
  fc.constant<Recipient>({ kind: 'ipv4', address: '10.0.0.10' }),
  fc.constant<Recipient>({ kind: 'unknown', address: '' }),
);

const count = fc.integer({ min: 0, max: 2_000_000_000 });

const frame: fc.Arbitrary<FrameEntry> = fc.record({
  number: fc.integer({ min: 1, max: 1_000_000_000 }),
  time: fc.double({ min: 0, max: 1e6, noNaN: true }),
  step: fc.nat(3),
  direction: fc.constantFrom('tx', 'rx'),
  protocol: fc.constantFrom('udp', 'ethernet', 'icmpv6', 'ipv4'),
  flow: label.map((text) => text.replace(/\P{L}/gu, ' ')),
  recipient,
  sender: recipient,
  length: fc.nat(65535),
  verdict: fc.constantFrom('delivered', 'discarded', 'unverifiable'),
  leakedBytes: fc.nat(2000),
  nonZeroLeakedBytes: fc.nat(2000),
  crossRecipientBytes: fc.nat(2000),
  blocks: fc.constant([]),
  slots: fc.constant([]),
});

const range: fc.Arbitrary<LeakRange> = fc
  .record({
    start: fc.nat(1900),
    bytes: fc.uint8Array({ minLength: 1, maxLength: 80 }),
    nonZero: fc.nat(80),
    crossRecipient: fc.boolean(),
    isSecret: fc.boolean(),
    name: label,
    to: recipient,
  })
  .map(({ start, bytes, nonZero, crossRecipient, isSecret, name, to }) => ({
    ...(LEAK.ranges[0] as LeakRange),
    start,
    end: start + bytes.length,
    bytes,
    nonZero,
    crossRecipient,
    source: { ...(LEAK.ranges[0] as LeakRange).source, recipient: to },
    ...(isSecret ? { secrets: [{ name, offset: 0, start, end: start + bytes.length }] } : {}),
  }));

const leak: fc.Arbitrary<Leak> = fc
  .record({ ranges: fc.array(range, { minLength: 1, maxLength: 20 }), frame })
  .map(({ ranges, frame }) => ({ ...LEAK, ranges, frame, length: 2048 }));

const result: fc.Arbitrary<RunResult> = fc
  .record({
    name: label,
    labels: fc.array(label, { minLength: 4, maxLength: 4 }),
    host: label,
    frames: fc.array(frame, { maxLength: 30 }),
    leaks: fc.array(leak, { maxLength: 5 }),
    total: count,
    secret: label,
    note: label,
    message: label,
    complete: fc.boolean(),
  })
  .map(({ name, labels, host, frames, leaks, total, secret, note, message, complete }) => ({
    ...EVENTFUL,
    complete,
    script: { ...EVENTFUL.script, name, file: `${name}.yaml` },
    steps: labels.map((label, index) => ({ index, label, line: index })),
    names: { ...EVENTFUL.names, '10.0.0.10': host },
    totals: {
      ...EVENTFUL.totals,
      frames: total,
      bytes: total,
      leakedBytes: total,
      discarded: total,
      leakingFrames: total,
    },
    frames,
    leaks,
    largestLeak: leaks[0] ?? null,
    leakGroups: EVENTFUL.leakGroups.map((group) => ({
      ...group,
      bytes: total,
      to: leaks[0]?.frame.recipient ?? group.to,
    })),
    secrets: [
      {
        name: secret,
        length: 5,
        sentTo: [],
        disclosedTo: leaks.map(({ frame }) => ({
          recipient: frame.recipient,
          bytes: 5,
          totalBytes: 5,
          frames: 1,
          firstFrame: 1,
          firstFrames: [total],
        })),
      },
    ],
    errors: [{ step: 1, message }],
    notes: [
      {
        step: 0,
        text: note,
        time: 0,
        frames: total,
        delivered: 1,
        discarded: total,
        notJudged: total,
        leakedBytes: total,
      },
    ],
    noteCount: 1,
  }));

/** A style whose decoration takes no room in the eyes of `columnsOf`, once it is taken away. */
const TAGGED = Object.fromEntries(
  Object.keys(PLAIN_STYLE).map((key) => [key, (text: string) => `\u0001${text}\u0002`]),
) as unknown as Style;

function linesOf(text: string): string[] {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are the decoration
  const bare = text.replace(/[\u0001\u0002]/g, '');
  return bare.split('\n');
}

test('no line is wider than the terminal, and no character acts on it', () => {
  fc.assert(
    fc.property(result, fc.integer({ min: 60, max: 200 }), fc.boolean(), (result, width, verbose) => {
      const capture = { file: result.script.file, packets: 1, bytes: 1 };
      const lines = linesOf(renderText(result, { width, verbose, style: TAGGED, capture }));
      const next = lines.indexOf('NEXT');
      for (const line of next < 0 ? lines : lines.slice(0, next)) {
        expect(columnsOf(line), line).toBeLessThanOrEqual(width);
        expect(line).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u);
      }
    }),
    { numRuns: 200 },
  );
}, 60_000);

test('the reports of what really ran fit, too', async () => {
  const script = loadScript(
    `
hosts: {a: {ip: 10.0.0.10}, b: {ip: 10.0.0.11}}
steps:
  - repeat:
      count: 40
      steps:
        - {name: 'a name that is much too long for a narrow terminal', udp: {to: a, to_port: 9, payload: {size: 200}}}
        - raw: {to: b, size: 60}
        - nat: {from: a, to: b, udp: {to_port: 9, payload: hello}}
`,
    'x.yaml',
  );
  const result = await runScript(script);
  for (const width of [60, 61, 79, 80, 99, 100, 120]) {
    for (const verbose of [false, true]) {
      const lines = renderText(result, { width, verbose }).split('\n');
      expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(width);
    }
  }
});
