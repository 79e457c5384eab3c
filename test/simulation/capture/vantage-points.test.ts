import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { AuditedFrame } from '../../../src/audit/audited-frame.ts';
import { COMPARED_RELEASES } from '../../../src/netchannel/releases.ts';
import { loadScript } from '../../../src/script/index.ts';
import type { Link } from '../../../src/script/script.ts';
import type { Step } from '../../../src/script/step.ts';
import type { Capture } from '../../../src/simulation/capture/capture.ts';
import { type FrameDetails, FrameDetailsCollector } from '../../../src/simulation/capture/frame-details.ts';
import type { Vantage } from '../../../src/simulation/capture/vantage.ts';
import { VantagePoints } from '../../../src/simulation/capture/vantage-points.ts';
import { runScript } from '../../../src/simulation/run.ts';
import { Simulation } from '../../../src/simulation/simulation.ts';
import type { SimulationOptions } from '../../../src/simulation/simulation-options.ts';
import { Moment } from '../../../src/simulation/time/moment.ts';
import { GUEST_MAC } from '../../support/random-packets.ts';
import { faultySteps } from '../../support/random-steps.ts';

interface Shown extends FrameDetails {
  /** Nanoseconds. */
  time: number;
  bytes: string;
}

/** A frame without findings. */
const SOUND: Omit<AuditedFrame, 'number' | 'bytes' | 'view' | 'length'> = {
  direction: 'tx',
  offset: 0,
  step: 0,
  verdict: 'delivered',
  checksum: () => undefined,
  leakedBytes: 0,
  nonZeroLeakedBytes: 0,
  crossRecipientBytes: 0,
  channel: undefined,
  isOverlooked: false,
  firstBlock: 0,
  passedOnBytes: 0,
  passedOn: () => [],
  identify: () => {
    throw new Error('Nobody asks for it');
  },
  sender: () => ({ kind: 'unknown', address: '' }),
  blocks: () => [],
  slots: () => [],
  staleRanges: () => [],
  staleSums: () => [],
  wrongChecksums: () => [],
  leak: () => undefined,
  checksumFailures: () => [],
  exposedMemory: () => undefined,
};

/** A capture that keeps all that it is shown. */
function keeping(vantage?: Vantage, start = 0): { shown: Shown[]; capture: Capture } {
  const shown: Shown[] = [];
  let next: FrameDetails | undefined;
  const capture: Capture = {
    vantage,
    describe: (details) => {
      next = details;
    },
    write: (seconds, nanoseconds, bytes, offset, length) => {
      if (next === undefined) throw new Error('not described');
      const hex = Buffer.from(bytes.subarray(offset, offset + length)).toString('hex');
      shown.push({ ...next, time: (seconds - start) * 1e9 + nanoseconds, bytes: hex });
      next = undefined;
      return true;
    },
    drain: async () => undefined,
  };
  return { shown, capture };
}

/** What a script shows, with times in milliseconds since its start. */
async function seen(text: string, vantage?: Vantage): Promise<Shown[]> {
  const script = loadScript(text, 'x.yaml');
  const start = Number(script.epochNanoseconds / 1_000_000_000n);
  const { shown, capture } = keeping(vantage, start);
  await runScript(script, { capture });
  return shown.map((each) => ({ ...each, time: each.time / 1e6 }));
}

const story = (shown: readonly Shown[]): string[] =>
  shown.map(({ time, at, direction, number, lost }) => `${time} ${at} ${direction} ${lost ?? number}`);

const HOSTS = 'hosts: {alice: {ip: 10.0.0.10}, bob: {ip: 10.0.0.11}}';
const SECRET = '{raw: {to: alice, size: 34, writes: [{at: 14, data: "a secret of 20 bytes"}]}}';
const HOLLOW = '{raw: {to: bob, size: 34}}';
const script = (head: string, ...steps: string[]): string =>
  `${HOSTS}\n${head}\nsteps: [${steps.join(', ')}]`;

describe('both ends', () => {
  test('netfront has sent what a stalled netback takes later', async () => {
    const stalled = script('', HOLLOW, '{fault: {stall: 20ms}}', HOLLOW, '{receive: {size: 60}}', HOLLOW);
    expect(story(await seen(stalled, 'both'))).toEqual([
      '0 netfront tx 1',
      '0 netback tx 1',
      '1 netfront tx 2',
      '3 netfront tx 3',
      '21 netback rx 4',
      '21 netback tx 2',
      '21.001 netback tx 3',
      '21.002 netfront rx 4',
    ]);
  });

  test('a frame that netback refuses, or never takes, is seen at netfront alone', async () => {
    const refused = script('', '{fault: {error: 1}}', SECRET, HOLLOW);
    expect(story(await seen(refused, 'both'))).toEqual([
      '0 netfront tx refused',
      '1 netfront tx 1',
      '1 netback tx 1',
    ]);
    const manual = script('poll: manual', SECRET, '{receive: {size: 60}}', HOLLOW);
    expect(story(await seen(manual, 'both'))).toEqual([
      '0 netfront tx not taken',
      '1 netback rx not taken',
      '2 netfront tx not taken',
    ]);
    expect(story(await seen(manual))).toEqual([]);
  });

  test('writes that wait for a slot are sent when one is free', async () => {
    const many = script('poll: {every: 300}', `{repeat: {count: 300, steps: [${SECRET}]}}`);
    const shown = (await seen(many, 'both')).filter(({ at }) => at === 'netfront');
    expect(shown).toHaveLength(300);
    expect(shown[255]?.time).toBe(255);
    expect(shown[256]?.time).toBeGreaterThanOrEqual(299);
  });

  test('a frame of several blocks is seen whole, also when its end is missing at netback', async () => {
    const large = script(
      '',
      '{raw: {to: bob, size: 5000, returns: 5000, writes: [{at: 4990, data: "end"}]}}',
    );
    const [sent, taken] = await seen(large, 'both');
    expect(sent?.bytes).toHaveLength(10_000);
    expect(taken?.bytes).toBe(sent?.bytes);
    // Upstream's netback asserts that no fragment is empty.
    const hollow = '{raw: {to: bob, size: 5000, returns: 100}}';
    expect(story(await seen(script('', HOLLOW, hollow, HOLLOW), 'both'))).toEqual([
      '0 netfront tx 1',
      '0 netback tx 1',
      '1 netfront tx not taken',
      '2 netfront tx not taken',
    ]);
  });

  test('findings are told where the frame arrives, notes with whatever is seen next', async () => {
    const text = script('', SECRET, '{note: now}', HOLLOW);
    const both = await seen(text, 'both');
    expect(both.map(({ leak }) => leak?.leakedBytes ?? 0)).toEqual([0, 0, 0, 20]);
    expect(both.map(({ notes }) => notes.length)).toEqual([0, 0, 1, 0]);
    for (const vantage of ['netfront', 'netback', 'receiver'] as const) {
      const alone = await seen(text, vantage);
      expect(alone.map(({ leak }) => leak?.leakedBytes ?? 0)).toEqual([0, 20]);
      expect(alone.map(({ notes }) => notes.length)).toEqual([0, 1]);
      expect(alone.map(({ at }) => at)).toEqual([vantage, vantage]);
    }
  });

  test('a link is passed before netback has what comes in, and after it had what goes out', async () => {
    const text = script(
      'link: {rate: 10Mbit, latency: 2ms}',
      '{raw: {size: 1250}}',
      '{receive: {size: 1250}}',
    );
    expect(story(await seen(text, 'both'))).toEqual([
      '0 netfront tx 1',
      '0 netback tx 1',
      '4 netback rx 2',
      '4 netfront rx 2',
    ]);
    expect(story(await seen(text, 'receiver'))).toEqual(['3 receiver tx 1', '4 receiver rx 2']);
  });
});

describe('whatever happens', () => {
  const policies = [
    { kind: 'each' },
    { kind: 'every', steps: 7 },
    { kind: 'after', nanoseconds: 2e6 },
    { kind: 'manual' },
  ] as const;
  const links: (Link | undefined)[] = [
    undefined,
    { bitsPerSecond: 1e7, latencyNanoseconds: 1e6 },
    { bitsPerSecond: Infinity, latencyNanoseconds: 0 },
  ];

  function take(steps: readonly Step[], options: SimulationOptions): Simulation {
    const simulation = new Simulation({ ...options, interval: 1e6 });
    for (const step of steps) simulation.take(step);
    simulation.finish();
    return simulation;
  }

  test.each(COMPARED_RELEASES)('the vantage point changes nothing of what is seen, %s', (release) => {
    fc.assert(
      fc.property(
        faultySteps(60),
        fc.constantFrom(...policies),
        fc.constantFrom(...links),
        (steps, poll, link) => {
          const from = (vantage?: Vantage): { shown: Shown[]; simulation: Simulation } => {
            const { shown, capture } = keeping(vantage);
            const simulation = take(steps, {
              release,
              mac: GUEST_MAC,
              poll,
              capture,
              ...(link === undefined ? {} : { link }),
            });
            return { shown, simulation };
          };
          const [plain, both, receiver] = [from(), from('both'), from('receiver')];
          expect(both.simulation.audit.result()).toEqual(plain.simulation.audit.result());
          expect(both.simulation.deviceCounts()).toEqual(plain.simulation.deviceCounts());
          expect(receiver.shown).toEqual(plain.shown);

          const takes = { tx: 'netback', rx: 'netfront' } as const;
          const taken = both.shown.filter(({ at, direction }) => at === takes[direction]);
          const sent = both.shown.filter(({ at, direction }) => at !== takes[direction]);
          const told = ({ number, bytes, verdict, leak, checksumFailures }: Shown): unknown[] => {
            return [number, bytes, verdict, leak, checksumFailures];
          };
          expect(taken.map(told)).toEqual(plain.shown.map(told));
          for (const frame of taken) {
            const twin = sent.filter(({ number }) => number === frame.number);
            expect(twin.map(({ bytes, direction }) => [bytes, direction])).toEqual([
              [frame.bytes, frame.direction],
            ]);
            expect(twin[0]?.time).toBeLessThanOrEqual(frame.time);
            expect(twin[0]).toMatchObject({ leak: undefined, verdict: undefined, checksumFailures: [] });
          }
          const lost = sent.filter(({ number }) => number === 0);
          expect(lost.every((frame) => frame.lost !== undefined)).toBe(true);
          expect(sent.length).toBe(taken.length + lost.length);
          expect(sent.length).toBeLessThanOrEqual(both.simulation.audit.writeCount);

          for (const place of ['netfront', 'netback'] as const) {
            const alone = from(place).shown;
            const there = both.shown.filter(({ at }) => at === place);
            const sight = ({ time, bytes, number, lost: why }: Shown): unknown[] => [
              time,
              bytes,
              number,
              why,
            ];
            expect(alone.map(sight)).toEqual(there.map(sight));
            const known = alone.filter(({ number }) => number > 0).toSorted((a, b) => a.number - b.number);
            expect(known.map(told)).toEqual(plain.shown.map(told));
          }
          if (link !== undefined) return;
          const times = both.shown.map(({ time }) => time);
          expect(times).toEqual(times.toSorted((a, b) => a - b));
        },
      ),
      { numRuns: 60 },
    );
  });
});

test('what never arrives is not kept for ever', () => {
  const { shown, capture } = keeping('both');
  const details = new FrameDetailsCollector();
  const points = new VantagePoints({
    ...{ capture, details, clock: new Moment(), full: () => undefined },
    vantage: 'both',
  });
  const bytes = new Uint8Array(60);
  points.sent('rx', 7, bytes, 0, 60);
  for (let number = 1; number <= 3000; number++) {
    points.sent('tx', number % 256, bytes, 0, 60);
    points.arrives('tx', number % 256);
    const crossed = { ...SOUND, number, bytes, view: new DataView(bytes.buffer), length: 60 };
    points.crossed(crossed, new Moment());
  }
  expect(story(shown.slice(0, 3))).toEqual(['0 netback rx not taken', '0 netfront tx 1', '0 netback tx 1']);
  expect(shown).toHaveLength(6001);
  points.arrives('rx', 7);
  points.end();
  expect(shown).toHaveLength(6001);
});

test('a capture that wants no details is shown frames at once', async () => {
  const times: number[] = [];
  const capture: Capture = {
    vantage: 'netfront',
    write: (_, nanoseconds) => times.push(nanoseconds / 1e6) > 0,
    drain: async () => undefined,
  };
  const { result } = {
    result: await runScript(loadScript(script('poll: manual', HOLLOW, HOLLOW), 'x.yaml'), { capture }),
  };
  expect(times).toEqual([0, 1]);
  expect(result.totals.frames).toBe(0);
});
