import { isDeepStrictEqual } from 'node:util';
import fc from 'fast-check';
import { COMPARED_RELEASES } from '../../../src/netchannel/releases.ts';
import { ScriptErrors } from '../../../src/script/errors.ts';
import { loadScript } from '../../../src/script/load-script.ts';
import type { WarmUp } from '../../../src/simulation/shard/approach.ts';
import { ShardGap } from '../../../src/simulation/shard/shard-gap.ts';
import { type Made, sharded, whole } from '../../support/shards.ts';

const HOSTS = { alice: { ip: '10.0.0.10' }, bob: { ip: '10.0.0.11' }, carol: { ip: '10.0.0.12' } };

const size = fc.integer({ min: 0, max: 1400 });
const to = fc.constantFrom('alice', 'bob', 'carol');
const duration = fc.constantFrom('10us', '1ms', '3ms', '40ms', '200ms');

/** A step that sends something. */
const sending: fc.Arbitrary<object> = fc.oneof(
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
  fc
    .record({ from: to, size: fc.constantFrom(8, 2000) })
    .map(({ from, size: bytes }) => ({ receive: { from, udp: { to_port: 9, payload: { size: bytes } } } })),
);

const fault = fc.constantFrom<unknown>(
  { delay: 1, by: '2ms' },
  { delay: 3, by: '100ms' },
  { drop: 1 },
  { error: 2 },
  { stall: '5ms' },
  { stall: '150ms' },
  { stall: true },
  { resume: true },
);

const step: fc.Arbitrary<unknown> = fc.oneof(
  { weight: 6, arbitrary: sending },
  { weight: 2, arbitrary: fc.record({ wait: duration }) },
  { weight: 1, arbitrary: fc.tuple(sending, duration).map(([what, after]) => ({ ...what, after })) },
  { weight: 1, arbitrary: fc.tuple(sending, duration).map(([what, at]) => ({ ...what, at })) },
  { weight: 1, arbitrary: fc.record({ fault }) },
  { weight: 1, arbitrary: fc.constantFrom<unknown>({ note: 'here' }, { poll: null }) },
);

const pace = fc.constantFrom(undefined, undefined, '1ms', '7ms');

function repeatOf(
  steps: fc.Arbitrary<unknown[]>,
  count: fc.Arbitrary<number>,
): fc.Arbitrary<{ repeat: object }> {
  return fc
    .record({ count, every: pace, steps })
    .map(({ every, ...inner }) => ({ repeat: every === undefined ? inner : { ...inner, every } }));
}

const few = fc.array(step, { minLength: 1, maxLength: 2 });
const innerRepeat = repeatOf(few, fc.integer({ min: 1, max: 3 }));

/** One of the alternatives may be so rare that no warm-up ever meets it. */
const choice = fc
  .array(
    fc.record({
      weight: fc.constantFrom(1, 2, 1000),
      steps: fc.oneof(
        { weight: 3, arbitrary: few },
        { weight: 1, arbitrary: innerRepeat.map((one) => [one]) },
      ),
    }),
    { minLength: 2, maxLength: 3 },
  )
  .map((alternatives) => ({ choice: alternatives }));

const within = fc.oneof(
  { weight: 8, arbitrary: step },
  { weight: 1, arbitrary: choice },
  { weight: 1, arbitrary: innerRepeat },
);
const repeat = fc.oneof(
  repeatOf(fc.array(within, { minLength: 1, maxLength: 4 }), fc.integer({ min: 1, max: 60 })),
  // Nothing is sent for long.
  repeatOf(
    duration.map((wait) => [{ wait }]),
    fc.integer({ min: 20, max: 300 }),
  ),
);

const text = fc.record({
  link: fc.constantFrom(undefined, { rate: '10Mbit', latency: '2ms' }, { rate: '1Mbit' }, { latency: '1ms' }),
  hosts: fc.constant(HOSTS),
  poll: fc.constantFrom('each', { every: 2 }, { every: 3 }, { after: '2ms' }),
  steps: fc.array(
    fc.oneof(
      { weight: 3, arbitrary: step },
      { weight: 4, arbitrary: repeat },
      { weight: 1, arbitrary: choice },
    ),
    { minLength: 1, maxLength: 5 },
  ),
});

/** A run that is to be made in shards. */
export interface Campaign {
  text: object;
  release: (typeof COMPARED_RELEASES)[number];
  count: number;
}

/** Any workload: waits, paces, late and early steps, links, polls, faults, choices, repeats in repeats. */
export const campaigns: fc.Arbitrary<Campaign> = fc.record({
  text: text.filter(isTaken),
  release: fc.constantFrom(...COMPARED_RELEASES),
  count: fc.integer({ min: 1, max: 5 }),
});

/** Steps may be too late for their own times. */
function isTaken(script: object): boolean {
  try {
    loadScript(JSON.stringify(script), 'random.json');
    return true;
  } catch (error) {
    if (error instanceof ScriptErrors) return false;
    throw error;
  }
}

/** The shards of a run that are not that run, and none of which says so. */
export class WrongShards extends Error {
  override readonly name = 'WrongShards';
}

/**
 * Makes a run as a whole and in shards.
 * @returns whether the shards are the run; if they are not, one of them has said so
 * @throws WrongShards if none has
 */
export async function tryShards({ text, release, count }: Campaign, warmUp: WarmUp): Promise<boolean> {
  const script = loadScript(JSON.stringify(text), 'random.json');
  const run = await whole(script, release);
  let joined: Made;
  try {
    joined = await sharded(script, release, count, { warmUp });
  } catch (error) {
    if (!(error instanceof ShardGap)) throw error;
    return false;
  }
  const at = run.frames.findIndex((frame, i) => frame.join() !== joined.frames[i]?.join());
  if (at >= 0 || run.frames.length !== joined.frames.length) {
    const frames = `${joined.frames.length} of ${run.frames.length} frames`;
    throw new WrongShards(
      `Shards made ${frames}, and not as the run: frame ${at + 1} is [${joined.frames[at]}], expected [${run.frames[at]}]`,
    );
  }
  if (!isDeepStrictEqual(joined.result, run.result)) {
    throw new WrongShards(
      `Shards found ${JSON.stringify(joined.result)}, expected ${JSON.stringify(run.result)}`,
    );
  }
  return true;
}
