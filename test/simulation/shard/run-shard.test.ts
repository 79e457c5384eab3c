import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { RELEASE_NAMES } from '../../../src/netchannel/releases.ts';
import { loadScript } from '../../../src/script/load.ts';
import { ShardGap } from '../../../src/simulation/shard/shard-gap.ts';
import { sharded, whole } from '../../support/shards.ts';

const SAMPLES = path.join(import.meta.dirname, '../../../samples');
const samples = readdirSync(SAMPLES).filter((name) => name.endsWith('.yaml'));

const HOSTS = { alice: { ip: '10.0.0.10' }, bob: { ip: '10.0.0.11' }, carol: { ip: '10.0.0.12' } };

/** Leaks from the prelude in every repetition, and from one repetition into the next. */
const CAMPAIGN = {
  hosts: HOSTS,
  steps: [
    { note: 'the secret' },
    { udp: { to: 'alice', to_port: 9, payload: [{ size: 900 }, { text: 'swordfish', secret: 'word' }] } },
    { note: 'the campaign' },
    {
      repeat: {
        count: 2000,
        as: 'i',
        steps: [
          { udp: { to: 'bob', to_port: 7, payload: ['round ', { counter: 4 }, { size: 40 }] } },
          { raw: { to: 'carol', size: 980, returns: 980, writes: [{ at: 14, data: 'hello' }] } },
          { tcp: { to: 'alice', to_port: 80, payload: { random: 30 } } },
        ],
      },
    },
    { udp: { to: 'carol', to_port: 1, payload: 'bye' } },
  ],
};

describe.each(RELEASE_NAMES)('the shards of a run under %s are that run', (release) => {
  test.each(samples)('%s', async (name) => {
    const file = path.join(SAMPLES, name);
    const script = loadScript(readFileSync(file, 'utf8'), file);
    const run = await whole(script, release);
    for (const count of [1, 2, 5]) {
      const joined = await sharded(script, release, count);
      expect(joined.frames).toEqual(run.frames);
      expect(joined.result).toEqual(run.result);
    }
  });

  test.each([2, 7])('a long campaign in %d shards', async (count) => {
    const script = loadScript(JSON.stringify(CAMPAIGN), 'campaign.json');
    const run = await whole(script, release, 50);
    const joined = await sharded(script, release, count, { listed: 50, warmUp: 4 });
    expect(joined.frames).toEqual(run.frames);
    expect(joined.result).toEqual(run.result);
  });
});

const MORE: Record<string, unknown> = {
  'frames in both directions, each in several blocks or pages': {
    hosts: HOSTS,
    steps: [
      {
        repeat: {
          count: 18_000,
          steps: [
            { receive: { from: 'bob', udp: { to_port: 9, payload: { size: 2000 } } } },
            { udp: { to: 'bob', to_port: 9, payload: { size: 2000 } } },
          ],
        },
      },
    ],
  },
  'polls now and then': {
    hosts: HOSTS,
    poll: { every: 5 },
    steps: [
      'poll',
      {
        repeat: {
          count: 20_000,
          steps: [
            { udp: { to: 'bob', to_port: 9, payload: { size: 9 } } },
            { raw: { to: 'carol', size: 80, returns: 80, writes: [{ at: 14, data: 'hello' }] } },
          ],
        },
      },
    ],
  },
  'a link that cannot keep up, a pace of its own, and late polls': {
    hosts: HOSTS,
    poll: { after: '300us' },
    link: { rate: '10Mbit', latency: '3ms' },
    steps: [
      {
        repeat: {
          count: 25_000,
          every: '1ms',
          steps: [
            { udp: { to: 'bob', to_port: 9, payload: { size: 900 } } },
            { raw: { to: 'carol', size: 980, returns: 980, writes: [{ at: 14, data: 'hello' }] } },
          ],
        },
      },
    ],
  },
};

test.each(Object.entries(MORE))('no warm-up need be asked for: %s', async (_, text) => {
  const script = loadScript(JSON.stringify(text), 'more.json');
  const run = await whole(script, '1.10.0', 5);
  const joined = await sharded(script, '1.10.0', 3, { listed: 5 });
  expect(joined.frames.length).toBe(run.frames.length);
  expect(joined.frames.findIndex((frame, i) => frame.join() !== run.frames[i]?.join())).toBe(-1);
  expect(joined.result).toEqual(run.result);
});

const size = fc.integer({ min: 0, max: 1400 });
const to = fc.constantFrom('alice', 'bob', 'carol');

const step: fc.Arbitrary<unknown> = fc.oneof(
  fc.record({ udp: fc.record({ to, to_port: fc.constant(9), payload: fc.record({ size }) }) }),
  fc.record({ udp: fc.record({ to, to_port: fc.constant(9), payload: fc.constant({ size: 3000 }) }) }),
  fc.record({
    udp: fc.record({ to, to_port: fc.constant(9), payload: fc.constant([{ counter: 3 }, { random: 9 }]) }),
  }),
  fc.record({ tcp: fc.record({ to, to_port: fc.constant(80), payload: fc.record({ size }) }) }),
  fc.record({ ping: fc.record({ to }) }),
  fc.record({
    raw: fc.record({ to, size: fc.integer({ min: 60, max: 1500 }) }).map(({ to: host, size: all }) => ({
      to: host,
      size: all,
      returns: all,
      writes: [{ at: 14, data: 'x' }],
    })),
  }),
  fc.constant({ dhcp: { type: 'discover' } }),
  fc.constant({ nat: { from: 'alice', to: 'bob', udp: { to_port: 9, payload: 'hello' } } }),
  fc.constant({ receive: { from: 'bob', udp: { to_port: 9, payload: { size: 2000 } } } }),
  fc.constant({ wait: '3ms' }),
  fc.constant({ note: 'here' }),
  fc.constant({ fault: { delay: 1, by: '2ms' } }),
  fc.constant({ poll: null }),
);

const choice = fc
  .array(
    fc.record({
      weight: fc.integer({ min: 1, max: 3 }),
      steps: fc.array(step, { minLength: 1, maxLength: 2 }),
    }),
    {
      minLength: 2,
      maxLength: 3,
    },
  )
  .map((alternatives) => ({ choice: alternatives }));

const within = fc.oneof(
  { weight: 8, arbitrary: step },
  { weight: 1, arbitrary: choice },
  {
    weight: 1,
    arbitrary: fc
      .record({
        count: fc.integer({ min: 1, max: 3 }),
        steps: fc.array(step, { minLength: 1, maxLength: 2 }),
      })
      .map((inner) => ({ repeat: inner })),
  },
);
const body = fc.array(within, { minLength: 1, maxLength: 4 });
const repeat = fc
  .record({
    count: fc.integer({ min: 1, max: 60 }),
    every: fc.constantFrom(undefined, undefined, '1ms', '7ms'),
    steps: body,
  })
  .map(({ every, ...inner }) => ({ repeat: every === undefined ? inner : { ...inner, every } }));

const document = fc.record({
  link: fc.constantFrom(undefined, { rate: '10Mbit', latency: '2ms' }, { rate: '1Mbit' }),
  hosts: fc.constant(HOSTS),
  poll: fc.constantFrom('each', { every: 2 }, { every: 3 }, { after: '2ms' }),
  steps: fc.array(
    fc.oneof(
      { weight: 2, arbitrary: step },
      { weight: 3, arbitrary: repeat },
      { weight: 1, arbitrary: choice },
    ),
    {
      minLength: 1,
      maxLength: 5,
    },
  ),
});

const parameters = fc.record({
  document,
  release: fc.constantFrom(...RELEASE_NAMES),
  count: fc.integer({ min: 1, max: 5 }),
});

test('with all of the warm-up, shards of any workload are the run', async () => {
  await fc.assert(
    fc.asyncProperty(parameters, async ({ document: text, release, count }) => {
      const script = loadScript(JSON.stringify(text), 'random.json');
      const run = await whole(script, release);
      const joined = await sharded(script, release, count, { warmUp: 'all' });
      expect(joined.frames).toEqual(run.frames);
      expect(joined.result).toEqual(run.result);
    }),
    { numRuns: 150 },
  );
});

test('with a short warm-up, shards of any workload are the run, or one says that they are not', async () => {
  let exact = 0;
  let leaps = 0;
  await fc.assert(
    fc.asyncProperty(parameters, async ({ document: text, release, count }) => {
      const script = loadScript(JSON.stringify(text), 'random.json');
      const run = await whole(script, release);
      try {
        const joined = await sharded(script, release, count, { warmUp: 2 });
        expect(joined.frames).toEqual(run.frames);
        expect(joined.result).toEqual(run.result);
        exact++;
      } catch (error) {
        if (!(error instanceof ShardGap)) throw error;
        leaps++;
      }
    }),
    { numRuns: 300 },
  );
  expect([exact > 50, leaps > 0]).toEqual([true, true]);
});
