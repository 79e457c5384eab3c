import fc from 'fast-check';
import { DEVICE_NAMES } from '../../src/netchannel/devices.ts';
import { recordRun } from '../../src/recording/record-run.ts';
import { jsonReport } from '../../src/report/json.ts';
import { jsonReportSchema } from '../../src/report/json-schema.ts';
import { renderText } from '../../src/report/text.ts';
import { loadScript } from '../../src/script/load-script.ts';
import { screenLines } from '../../src/story/screen.ts';
import { tellStory } from '../../src/story/tell-story.ts';
import type { Fuzzer } from './fuzzer.ts';

const size = fc.oneof(fc.constantFrom(0, 1, 60, 2047, 2048, 2049, 4096, 4097, 65535), fc.nat(65535));
const times = fc.oneof({ weight: 4, arbitrary: fc.constant(1) }, fc.constantFrom(2, 10, 300, 1000));
const id = fc.oneof(fc.nat(20), fc.nat(65535));
const gref = fc.oneof(
  fc.integer({ min: 8, max: 30 }),
  fc.integer({ min: 0, max: 2100 }),
  fc.constant(0xffff_ffff),
);
const indices = fc.record({
  ring: fc.constantFrom('tx', 'rx'),
  by: fc.oneof(
    fc.integer({ min: -5, max: 5 }),
    fc.constantFrom(-256, 256, 300, 4096, 4097, -0x8000_0000, 0x7fff_ffff),
  ),
});
const more = fc.boolean();
/** Text in which no variable stands. */
const literal = fc.string({ minLength: 1, maxLength: 20 }).map((text) => text.replaceAll('${', () => '$${'));

const sum = fc.constantFrom('computed', 'left to card');
const ALL_FLAGS = ['csum_blank', 'data_validated'];
const flags = fc.subarray(ALL_FLAGS);
const habits = fc.record(
  { sum, flags: fc.constantFrom('ignored', 'heeded', 'required') },
  { requiredKeys: [] },
);

const netback = fc.oneof(
  fc.record({
    answer: fc.record({
      id: fc.oneof(fc.constant('last'), id),
      status: fc.constantFrom('okay', 'null', 'error', 'dropped'),
      times,
    }),
  }),
  fc.record({
    respond: fc.record({
      id: fc.oneof(fc.constant('next'), id),
      offset: size,
      size,
      more_data: more,
      extra_info: more,
      times,
    }),
  }),
  fc.record({ indices }),
  fc.constant({ read: true }),
  fc.integer({ min: 1, max: 256 }).map((pages) => ({ keep: pages })),
  fc.constantFrom({ peek: true }, { let_go: true }),
  fc.record({ poke: fc.record({ at: fc.nat(4095), data: literal }) }),
);
const netfront = fc.oneof(
  fc.record({
    request: fc.record({
      gref: fc.oneof(fc.constant('last'), gref),
      id,
      offset: size,
      size,
      more_data: more,
      extra_info: more,
      times,
    }),
  }),
  fc.record({ offer: fc.record({ gref, id, times }) }),
  fc.record({ indices }),
  fc.record({ change: fc.record({ offset: size, size }) }),
);

export const fault = fc.constantFrom<object>(
  { fault: { delay: 1, by: '2ms' } },
  { fault: { drop: 1 } },
  { fault: { error: 2 } },
  { fault: { stall: '5ms' } },
  { fault: { hold: '3ms' } },
  { fault: { refuse: 1 } },
);

const honest = fc.oneof(
  fc.record({
    udp: fc.record({
      to: fc.constant('alice'),
      to_port: fc.constant(9),
      payload: fc.record({ size: fc.nat(3000) }),
      sum,
    }),
  }),
  fc.record({ tcp: fc.record({ to: fc.constant('bob'), to_port: fc.constant(80), sum }) }),
  fc.record({
    receive: fc.record({
      from: fc.constant('bob'),
      tcp: fc.record({ to_port: fc.constant(80), payload: fc.record({ size: fc.nat(8000) }), sum }),
    }),
  }),
  fc.record({ receive: fc.record({ from: fc.constant('bob'), size, flags }) }),
  fc.integer({ min: 60, max: 9000 }).map((bytes) => ({
    raw: {
      to: 'alice',
      size: bytes,
      flags: ALL_FLAGS.slice(bytes % 3),
      returns: bytes - (bytes % 7),
      writes: [{ at: 14, data: 'x' }],
    },
  })),
  fc.constant({ ping: { to: 'alice' } }),
  fc.constant({ nat: { from: 'alice', to: 'bob', udp: { to_port: 9, payload: 'hello' } } }),
  fc
    .nat(9000)
    .map((bytes) => ({ receive: { from: 'alice', udp: { to_port: 9, payload: { size: bytes } } } })),
  fault,
  fc.constantFrom<unknown>({ poll: null }, { poll: 'netback' }, { poll: 'netfront' }),
  fc.constantFrom({ own_page: { data: 'a key' } }, { wait: '11s' }),
);

/** A step of an end that does what no honest end does. */
export const hostileAct: fc.Arbitrary<object> = fc.oneof(
  netback.map((act) => ({ hostile: { netback: act } })),
  netfront.map((act) => ({ hostile: { netfront: act } })),
);

const step = fc.oneof({ weight: 3, arbitrary: honest }, { weight: 2, arbitrary: hostileAct });

const workloads = fc.record({
  release: fc.constantFrom(...DEVICE_NAMES),
  poll: fc.constantFrom<unknown>('each', 'each', { every: 5 }, { after: '1ms' }, 'manual'),
  mtu: fc.constantFrom(576, 1500, 9000),
  checksums: fc.record({ unikernel: habits, hosts: habits }, { requiredKeys: [] }),
  steps: fc.array(step, { minLength: 1, maxLength: 25, size: 'max' }),
});

/** An end that misbehaves on purpose may end the other one; the simulation goes on, and tells it. */
export const hostile: Fuzzer = {
  title: 'scripts with hostile ends run to their end under every device, and what came of it is told',
  few: 60,
  trial: (seed, number) => {
    const [made] = fc.sample(workloads, { seed: seed ^ Math.imul(number, 0x9e3779b1), numRuns: 1 });
    if (made === undefined) throw new Error('Cannot make a workload');
    const { release, poll, mtu, checksums, steps } = made;
    const hosts = { alice: { ip: '10.0.0.10' }, bob: { ip: '10.0.0.11' } };
    const text = JSON.stringify({ hosts, poll, mtu, checksums, steps });
    return {
      what: `${release}, ${text}`,
      run: async () => {
        const script = loadScript(text, 'hostile.json');
        // As the page and the demo have it, with all that they tell.
        const recorded = await recordRun(script, { release });
        const { result } = recorded;
        if (!result.complete) throw new Error('The run was not complete');
        renderText(result, { verbose: true });
        jsonReportSchema.parse(JSON.parse(JSON.stringify(jsonReport(result, null))));
        const story = tellStory(recorded);
        for (let i = 0; i < Math.min(story.scenes.length, 40); i++)
          screenLines(story, i, { width: 80, height: 24 });
        const acts = steps.filter((each) => Object.hasOwn(each as object, 'hostile')).length;
        if ((result.hostile?.count ?? 0) !== acts)
          throw new Error(`${acts} acts, told ${result.hostile?.count}`);
        const died = new Set(
          result.errors.flatMap(({ message }) => /^(\w+) stopped listening/.exec(message)?.[1] ?? []),
        );
        return died.size === 0 ? 'both ends live' : `${[...died].sort().join(' and ')} stopped listening`;
      },
    };
  },
};
