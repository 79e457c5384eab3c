import { readFileSync } from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { COMPARED_RELEASES } from '../../../src/netchannel/releases.ts';
import { loadScript } from '../../../src/script/load-script.ts';
import { runShard } from '../../../src/simulation/shard/run-shard.ts';
import { ONE_CHANNEL_SAMPLES } from '../../support/one-channel-samples.ts';
import { sharded, whole } from '../../support/shards.ts';
import { campaigns, tryShards } from './random-campaign.ts';

const SAMPLES = path.join(import.meta.dirname, '../../../samples');
const samples = ONE_CHANNEL_SAMPLES;

const HOSTS = { alice: { ip: '10.0.0.10' }, bob: { ip: '10.0.0.11' }, carol: { ip: '10.0.0.12' } };

const UDP = { to: 'bob', to_port: 7, payload: [{ counter: 4 }, { size: 40 }] };

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

describe.each(COMPARED_RELEASES)('the shards of a run under %s are that run', (release) => {
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

test('with all of the warm-up, shards of any workload are the run', async () => {
  await fc.assert(
    fc.asyncProperty(campaigns, async (campaign) => {
      expect(await tryShards(campaign, 'all')).toBe(true);
    }),
    { numRuns: 100 },
  );
});

test('with a short warm-up, shards of any workload are the run, or one says that they are not', async () => {
  const outcomes = { exact: 0, refused: 0 };
  await fc.assert(
    fc.asyncProperty(campaigns, async (campaign) => {
      if (await tryShards(campaign, 2)) outcomes.exact++;
      else outcomes.refused++;
    }),
    { numRuns: 300 },
  );
  expect([outcomes.exact > 50, outcomes.refused > 0]).toEqual([true, true]);
});

describe('what a leap must not forget', () => {
  const ping = { ping: { to: 'alice' } };
  const stories: Record<string, unknown[]> = {
    'when the step before a long wait began': [
      ping,
      { repeat: { count: 100_000, steps: [{ wait: '1ms' }] } },
      { ...ping, after: '200s' },
    ],
    'that a repeat with a pace has never been under way': [
      {
        choice: [
          { weight: 1_000_000, steps: [ping] },
          { steps: [{ repeat: { count: 1, every: '1ms', steps: [ping] } }] },
        ],
      },
      { repeat: { count: 100_000, every: '1ms', steps: [ping] } },
    ],
    'what is due on the way': [
      { fault: { delay: 1, by: '30s' } },
      ping,
      { repeat: { count: 100_000, steps: [ping] } },
      { repeat: { count: 100_000, steps: [{ wait: '1ms' }] } },
      ping,
    ],
    'the end of a stall that is still far away': [
      { fault: { stall: '300s' } },
      { repeat: { count: 100_000, steps: [{ wait: '1ms' }] } },
      { fault: { stall: '150s' } },
      { repeat: { count: 100_000, steps: [{ wait: '1ms' }] } },
      ping,
      { repeat: { count: 110_000, steps: [{ wait: '1ms' }] } },
      ping,
    ],
  };

  test.each(Object.entries(stories))('%s', async (_, steps) => {
    const text = { hosts: { alice: { ip: '10.0.0.10' } }, steps };
    for (const count of [2, 3]) {
      expect(await tryShards({ text, release: '1.10.0', count }, 'auto')).toBe(true);
    }
  });
});

test('a leap costs no more over more repetitions', async () => {
  const steps = [{ repeat: { count: 1e9, steps: [{ repeat: { count: 1000, steps: [{ udp: UDP }] } }] } }];
  const script = loadScript(JSON.stringify({ hosts: HOSTS, steps }), 'long.json');
  const taken = new AbortController();
  const result = await runShard(script, {
    release: '1.10.0',
    shard: { index: 2, count: 2 },
    warmUp: 1,
    signal: taken.signal,
    listener: { frame: () => taken.abort() },
  });
  expect(result.shard?.framesBefore).toBe(500e6 * 1000);
});
