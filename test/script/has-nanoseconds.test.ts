import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { hasNanoseconds } from '../../src/script/has-nanoseconds.ts';
import { loadScript } from '../../src/script/index.ts';
import { runTimed } from '../support/run-timed.ts';

const SAMPLES = path.join(import.meta.dirname, '../../samples');
const of = (text: string): boolean => hasNanoseconds(loadScript(text, 'x.yaml'));

const STEPS = 'steps: [poll]';

describe('times that are no whole microseconds', () => {
  test.each([
    `epoch: 2019-03-21T00:00:00.000000TTTZ\n${STEPS}`,
    `interval: 1.TTTus\n${STEPS}`,
    `poll: {after: 1.000TTTms}\n${STEPS}`,
    `link: {latency: 0.TTTus}\n${STEPS}`,
    'steps: [{wait: 5TTTns}]',
    'steps: [{after: 5TTTns, poll: }]',
    'steps: [{at: 1.000000TTTs, poll: }]',
    'steps: [{after: 5TTTns, fault: {drop: 1}}]',
    'steps: [{fault: {delay: 1, by: 5TTTns}}]',
    'steps: [{fault: {stall: 5TTTns}}]',
    'steps: [{repeat: {count: 2, every: 5TTTns, steps: [poll]}}]',
    'steps: [{repeat: {count: 2, steps: [{repeat: {count: 2, steps: [{wait: 5TTTns}]}}]}}]',
    'steps: [{choice: [{steps: [poll]}, {steps: [{wait: 5TTTns}]}]}]',
    'hosts: {a: {ip: 10.0.0.10}}\nsteps: [{after: 5TTTns, ping: {to: a}}]',
    'hosts: {a: {ip: 10.0.0.10}}\nsteps: [{after: 5TTTns, receive: {from: a, ping: {}}}]',
  ])('%s', (text) => {
    expect(of(text.replace('TTT', '001'))).toBe(true);
    expect(of(text.replace('TTT', '000'))).toBe(false);
  });

  test.each<[string, boolean]>([
    // 8 ns a byte; and no whole number of them; 8 and 16 us.
    ['1Gbit', true],
    ['3Mbit', true],
    ['1Mbit', false],
    ['500kbit', false],
  ])('a rate of %s', (rate, fine) => {
    expect(of(`link: {rate: ${rate}}\n${STEPS}`)).toBe(fine);
  });

  test('a stall without an end is none', () => {
    expect(of('steps: [{fault: {stall: true}}, {fault: {resume: true}}]')).toBe(false);
  });
});

test('no sample has any', () => {
  const samples = readdirSync(SAMPLES).filter((file) => file.endsWith('.yaml'));
  expect(samples.length).toBeGreaterThan(5);
  for (const file of samples) {
    const text = readFileSync(path.join(SAMPLES, file), 'utf8');
    expect([file, hasNanoseconds(loadScript(text, path.join(SAMPLES, file)))]).toEqual([file, false]);
  }
});

/** Some are whole microseconds, some are not. */
const time = fc
  .tuple(fc.nat(3000), fc.constantFrom(0, 0, 0, 0, 0, 1, 500, 999))
  .map(([micros, nanos]) => `${micros * 1000 + nanos}ns`);

const script = fc
  .record({
    interval: time,
    latency: time,
    rate: fc.constantFrom('1Mbit', '1Mbit', '1Mbit', '7Mbit'),
    poll: fc.oneof(
      time.map((after) => `{after: ${after}}`),
      fc.constant('each'),
      fc.constant('{every: 2}'),
    ),
    steps: fc.array(
      fc.oneof(
        time.map((wait) => `{wait: ${wait}}`),
        time.map((after) => `{after: ${after}, ping: {to: a}}`),
        time.map((by) => `{fault: {delay: 1, by: ${by}}}`),
        time.map((stall) => `{fault: {stall: ${stall}}}`),
        time.map(
          (every) =>
            `{repeat: {count: 3, every: ${every}, steps: [{udp: {to: a, to_port: 9, payload: xy}}]}}`,
        ),
        fc.constant('{receive: {from: a, ping: {}}}'),
      ),
      { minLength: 1, maxLength: 6 },
    ),
  })
  .map(({ interval, latency, rate, poll, steps }) =>
    [
      `interval: ${interval}`,
      `link: {rate: ${rate}, latency: ${latency}}`,
      `poll: ${poll}`,
      'hosts: {a: {ip: 10.0.0.10}}',
      `steps: [${steps.join(', ')}]`,
    ].join('\n'),
  );

test('a script that has none crosses at whole microseconds only', async () => {
  const seen = { fine: 0, whole: 0 };
  await fc.assert(
    fc.asyncProperty(script, async (text) => {
      const { times } = await runTimed(text);
      const lost = times.some((at) => at % 1000 !== 0);
      if (lost) seen.fine++;
      else seen.whole++;
      if (lost) expect(of(text)).toBe(true);
    }),
    { numRuns: 100 },
  );
  expect(Math.min(seen.fine, seen.whole)).toBeGreaterThan(5);
});
