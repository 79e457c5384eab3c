import fc from 'fast-check';
import { DEVICE_NAMES } from '../../src/netchannel/devices.ts';
import { recordRun } from '../../src/recording/record-run.ts';
import { jsonReport } from '../../src/report/json.ts';
import { jsonReportSchema } from '../../src/report/json-schema.ts';
import { renderText } from '../../src/report/text.ts';
import { loadScript } from '../../src/script/load-script.ts';
import type { RunResult } from '../../src/simulation/result.ts';
import { runScript } from '../../src/simulation/run.ts';
import { screenLines } from '../../src/story/screen.ts';
import { tellStory } from '../../src/story/tell-story.ts';
import type { Fuzzer } from './fuzzer.ts';
import { fault, hostileAct } from './hostile.ts';

const NAMES = ['work', 'personal', 'untrusted'];
const HOSTS = { mail: { ip: '93.184.216.34' }, logs: { ip: '10.138.0.1' } };
const party = fc.constantFrom(...NAMES, 'mail', 'logs', 'unikernel');
const port = fc.integer({ min: 1024, max: 1027 });
const size = fc.oneof(fc.nat(300), fc.constantFrom(0, 1, 1472, 1473, 4000, 9000), fc.nat(9000));

const packet = fc.oneof(
  fc.record({
    udp: fc.record({ to: party, from_port: port, to_port: port, payload: fc.record({ size }) }),
  }),
  fc.record({
    tcp: fc.record({ to: party, from_port: port, to_port: port, flags: fc.constantFrom('S', 'A', 'F') }),
  }),
  fc.record({ ping: fc.record({ to: party, payload: fc.record({ size }) }) }),
  fc.record({ arp: fc.record({ request: party }) }),
  // With a header and without one, and announced as more than is written.
  fc
    .record({
      to: party,
      bytes: fc.integer({ min: 14, max: 3000 }),
      isIpv4: fc.boolean(),
      header: fc.uint8Array({ maxLength: 12 }),
    })
    .map(({ to, bytes, isIpv4, header }) => ({
      raw: {
        to,
        size: bytes,
        ...(isIpv4 ? { ethertype: 0x0800 } : {}),
        writes: [{ at: 14, data: { hex: `4500${Buffer.from(header).toString('hex')}` } }],
      },
    })),
);

const hex = (value: number, digits: number): string => value.toString(16).padStart(digits, '0');

/** A datagram of one guest for another with a payload that is announced and not written: whatever lies there is passed on. */
const holed = fc
  .record({
    from: fc.nat(NAMES.length - 1),
    to: fc.nat(NAMES.length - 1),
    bytes: fc.integer({ min: 1, max: 500 }),
  })
  .map(({ from, to, bytes }) => {
    const addresses = `0a8900${hex(5 + from, 2)}0a8900${hex(5 + to, 2)}`;
    const ipv4 = `4500${hex(28 + bytes, 4)}0000400040110000${addresses}`;
    const data = { hex: `${ipv4}04000400${hex(8 + bytes, 4)}0000` };
    const raw = { to: NAMES[to], ethertype: 0x0800, size: 42 + bytes, writes: [{ at: 14, data }] };
    return { guest: NAMES[from], raw };
  });

const habits = fc.record(
  {
    sum: fc.constantFrom('computed', 'left to card'),
    flags: fc.constantFrom('ignored', 'heeded', 'required'),
  },
  { requiredKeys: [] },
);

/** At the uplink, or at the channel of a guest. */
const trouble = fc
  .tuple(
    fc.constantFrom(undefined, ...NAMES),
    fc.oneof(fault, hostileAct, fc.constant({ own_page: { data: 'a key' } })),
  )
  .map(([guest, act]) => (guest === undefined ? act : { guest, ...act }));

const step = fc.oneof(
  { weight: 1, arbitrary: trouble },
  {
    weight: 6,
    arbitrary: fc.tuple(fc.constantFrom(...NAMES), packet).map(([guest, sent]) => ({ guest, ...sent })),
  },
  { weight: 3, arbitrary: holed },
  { weight: 2, arbitrary: packet },
  {
    weight: 2,
    arbitrary: fc.record({
      receive: fc.record({
        from: fc.constantFrom('mail', 'logs'),
        to: fc.constantFrom('unikernel', ...NAMES),
        udp: fc.record({ from_port: port, to_port: port, payload: fc.record({ size }) }),
      }),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.constantFrom<unknown>(
      { poll: null },
      { poll: 'netback' },
      { poll: 'netfront' },
      { wait: '3ms' },
    ),
  },
);

/** Now and then more than a ring holds. */
const steps = fc.array(
  fc.oneof(
    { weight: 8, arbitrary: step },
    {
      weight: 1,
      arbitrary: fc
        .tuple(step, fc.constantFrom(2, 20, 300, 600))
        .map(([each, count]) => ({ repeat: { count, steps: [each] } })),
    },
  ),
  { minLength: 1, maxLength: 20, size: 'max' },
);

/** Of a guest; now and then that with the flaw, so that there is something to be passed on. */
const device = fc.constantFrom(undefined, ...Array.from({ length: 12 }, () => '1.10.0'), ...DEVICE_NAMES);

const workloads = fc.record({
  release: fc.constantFrom(...DEVICE_NAMES),
  checksums: fc.record(
    { unikernel: habits.map(({ sum }) => (sum === undefined ? {} : { sum })), hosts: habits, guests: habits },
    { requiredKeys: [] },
  ),
  validated: fc.boolean(),
  devices: fc.tuple(...NAMES.map(() => device)),
  rules: fc.oneof(
    { weight: 3, arbitrary: fc.constant([{ action: 'accept' }]) },
    {
      weight: 1,
      arbitrary: fc.array(
        fc.record(
          {
            action: fc.constantFrom('accept', 'accept', 'accept', 'nat', 'drop'),
            from: fc.constantFrom(...NAMES),
            to: fc.constantFrom(...NAMES),
          },
          { requiredKeys: ['action'] },
        ),
        { maxLength: 3 },
      ),
    },
  ),
  poll: fc.constantFrom<unknown>('each', 'each', { every: 5 }, { every: 300 }, { after: '1ms' }, 'manual'),
  mtu: fc.constantFrom(576, 1500, 9000),
  steps,
});

/** Guests behind a firewall: nothing is lost between channels, and the same script gives the same again. */
export const guests: Fuzzer = {
  title: 'scripts with guests run to their end under every device, are told, and give the same again',
  few: 25,
  trial: (seed, number) => {
    const [made] = fc.sample(workloads, { seed: seed ^ Math.imul(number, 0x9e3779b1), numRuns: 1 });
    if (made === undefined) throw new Error('Cannot make a workload');
    const { release, devices, rules, poll, mtu, checksums, validated } = made;
    const behind = Object.fromEntries(
      NAMES.map((name, i) => [
        name,
        { ip: `10.137.0.${5 + i}`, ...(devices[i] === undefined ? {} : { device: devices[i] }) },
      ]),
    );
    const text = JSON.stringify({
      unikernel: { ip: '10.137.0.2' },
      hosts: HOSTS,
      guests: behind,
      firewall: { rules, validated },
      checksums,
      poll,
      mtu,
      steps: made.steps,
    });
    return {
      what: `${release}, ${text}`,
      run: async () => {
        const script = loadScript(text, 'guests.json');
        const recorded = await recordRun(script, { release });
        const { result } = recorded;
        if (!result.complete) throw new Error('The run was not complete');
        addUp(result);
        const acts = countActs(made.steps);
        if ((result.hostile?.count ?? 0) !== acts)
          throw new Error(`${acts} acts, told ${result.hostile?.count}`);
        renderText(result, { verbose: true });
        const report = JSON.stringify(jsonReport(result, null));
        jsonReportSchema.parse(JSON.parse(report));
        const story = tellStory(recorded);
        for (let i = 0; i < Math.min(story.scenes.length, 40); i++)
          screenLines(story, i, { width: 80, height: 24 });
        const again = await runScript(script, { release, listed: 2000 });
        if (JSON.stringify(jsonReport(again, null)) !== report)
          throw new Error('The next run was another one');
        if (result.errorCount > 0) return 'writes that failed';
        return (result.totals.passedOnBytes ?? 0) > 0 ? 'passed on' : 'nothing passed on';
      },
    };
  },
};

/** @returns how often an end is hostile, repetitions included */
function countActs(taken: readonly unknown[]): number {
  return taken.reduce((sum: number, each) => {
    if (typeof each !== 'object' || each === null) return sum;
    if ('repeat' in each) {
      const { count, steps: repeated } = each.repeat as { count: number; steps: unknown[] };
      return sum + count * countActs(repeated);
    }
    return sum + ('hostile' in each ? 1 : 0);
  }, 0);
}

/** What channels and totals count alike. */
const SUMMED = [
  'frames',
  'bytes',
  'discarded',
  'leakedBytes',
  'crossRecipientBytes',
  'leftToCard',
  'validated',
  'segmented',
  'fixedUp',
  'sumsDropped',
  'overlooked',
] as const;

/** @throws Error if the channels are not the whole */
function addUp({ totals, channels = [] }: RunResult): void {
  for (const key of SUMMED) {
    const sum = channels.reduce((all, channel) => all + (channel[key] ?? 0), 0);
    if (sum !== (totals[key] ?? 0))
      throw new Error(`${key}: ${sum} on all channels, ${totals[key]} in the totals`);
  }
}
