import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { COMPARED_RELEASES } from '../../src/netchannel/releases.ts';
import { Simulation } from '../../src/simulation/simulation.ts';
import { GUEST_MAC } from '../support/random-packets.ts';
import { faultySteps } from '../support/random-steps.ts';
import { runTimed, type TimedRun } from '../support/run-timed.ts';

const HOSTS = 'hosts: {alice: {ip: 10.0.0.10}, bob: {ip: 10.0.0.11}}';
/** Frames of 34 bytes: one of them all written, and one of which the last 20 bytes are not. */
const SECRET = '{raw: {to: alice, size: 34, writes: [{at: 14, data: "a secret of 20 bytes"}]}}';
const HOLLOW = '{raw: {to: bob, size: 34}}';

const run = (head: string, ...steps: string[]): Promise<TimedRun> =>
  runTimed(`${HOSTS}\n${head}\nsteps: [${steps.join(', ')}]`);

const milliseconds = ({ times }: TimedRun): number[] => times.map((time) => time / 1e6);

describe('dropped responses', () => {
  test('take blocks out of the pool, with what is in them; frames get through', async () => {
    const sound = await run('', SECRET, HOLLOW);
    expect(sound.result.totals).toMatchObject({ frames: 2, leakedBytes: 20 });
    const { result } = await run('', '{fault: {drop: 1}}', SECRET, HOLLOW);
    expect(result.totals).toMatchObject({ frames: 2, leakedBytes: 0 });
    expect(result.device).toMatchObject({ responsesDropped: 1, responsesRefused: 0, responsesDelayed: 0 });
  });

  test('leave the ring without room in the end', async () => {
    const { result } = await run('', '{fault: {drop: 1000}}', `{repeat: {count: 300, steps: [${SECRET}]}}`);
    expect(result).toMatchObject({ blockedWrites: 44, stepsTaken: 301, totals: { frames: 256 } });
    expect(result.device).toMatchObject({ responsesDropped: 256, pagesGranted: 128 });
  });
});

describe('refused requests', () => {
  test('are of frames that nobody gets; what is in their blocks leaks later', async () => {
    const { result, frames } = await run('', '{fault: {error: 1}}', SECRET, HOLLOW);
    expect(frames).toHaveLength(1);
    expect(result.totals).toMatchObject({ frames: 1, leakedBytes: 20, crossRecipientBytes: 20 });
    const source = result.leaks[0]?.ranges[0]?.source;
    expect(source).toMatchObject({ number: null, step: 1, recipient: { address: '02:00:0a:00:00:0a' } });
    expect(result.device.responsesRefused).toBe(1);
  });

  test('are told as errors of the step that wrote the frame, whoever polls', async () => {
    const { result } = await run(
      'poll: manual',
      '{fault: {error: 2}}',
      HOLLOW,
      '{raw: {to: bob, size: 3000, returns: 3000}}',
      'poll',
    );
    expect(result.errors).toEqual([
      { step: 1, message: 'netback refused the frame in block 0 with status -1' },
      { step: 2, message: 'netback refused the frame in block 1 with status -1' },
    ]);
    expect(result.totals).toMatchObject({ frames: 0, leakedBytes: 0 });
  });

  test('are no errors to a netfront that looks at no status: the frame is lost', async () => {
    const { result } = await run('release: 1.4.1', '{fault: {error: 1}}', SECRET, SECRET);
    expect(result.release).toBe('1.4.1');
    expect([result.totals.frames, result.device.responsesRefused, result.errors]).toEqual([1, 1, []]);
  });

  test('that carried stale bytes leak nothing by themselves', async () => {
    const { result } = await run('', SECRET, '{fault: {error: 1}}', HOLLOW, '{raw: {to: bob, size: 34}}');
    expect(result.totals).toMatchObject({ frames: 2, leakedBytes: 20, leakingFrames: 1 });
    expect(result.leaks[0]?.ranges[0]?.source.number).toBe(1);
  });
});

describe('grants that the hypervisor refuses', () => {
  const both = (release: string): Promise<TimedRun> =>
    run(`release: ${release}`, '{fault: {refuse: 1}}', SECRET, HOLLOW);

  test.each(['1.10.0', '1.10.1', '2.1.7'])('end the listen loop of netback in %s', async (release) => {
    const { result } = await both(release);
    expect(result.totals.frames).toBe(0);
    expect(result.device).toMatchObject({ grantsRefused: 1, responsesRefused: 0 });
    expect(result.errors.map(({ message }) => message)).toEqual([
      expect.stringMatching(/^netback stopped listening: .*the hypervisor refuses$/),
    ]);
  });

  test('are answered with ERROR in 2.1.8, which goes on', async () => {
    const { result } = await both('2.1.8');
    expect(result.totals.frames).toBe(1);
    expect(result.device.grantsRefused).toBe(1);
    expect(result.errors.map(({ message }) => message)).toEqual([
      'netback refused the frame in block 0 with status -1',
    ]);
  });

  test('fail a frame for the guest in 1.10.0, and the next gets through', async () => {
    const frame = '{receive: {from: alice, size: 60, writes: [{at: 14, data: "for the guest"}]}}';
    const { result } = await run('release: 1.10.0', '{fault: {refuse: 1}}', frame, frame);
    expect(result.errors).toEqual([
      { step: 1, message: expect.stringMatching(/the hypervisor refuses$/) as string },
    ]);
    expect(result.totals.frames).toBe(1);
  });

  test('are counted as often as asked for, and no more', async () => {
    const { result } = await run('release: 2.1.8', '{fault: {refuse: 2}}', HOLLOW, HOLLOW, HOLLOW);
    expect(result.device.grantsRefused).toBe(2);
    expect(result.totals.frames).toBe(1);
  });
});

describe('held callbacks', () => {
  const held = (release: string, ...steps: string[]): Promise<TimedRun> =>
    run(`release: ${release}`, ...steps);

  test('keep netback of 2.1.8 from taking more than one frame, until they are over', async () => {
    const steps = [
      '{fault: {hold: true}}',
      HOLLOW,
      HOLLOW,
      HOLLOW,
      '{wait: 20ms}',
      '{fault: {resume: true}}',
    ];
    const waiting = await held('2.1.8', ...steps);
    const free = await held('2.1.8', ...steps.slice(1, -1));
    expect(waiting.frames).toHaveLength(3);
    expect(free.frames).toHaveLength(3);
    const [first, second, third] = milliseconds(waiting);
    expect(first).toBe(milliseconds(free)[0]);
    expect(second).toBeGreaterThanOrEqual(20);
    expect(third).toBeGreaterThanOrEqual(20);
  });

  test('are over after the time that is given, or at the end of the run', async () => {
    const timed = await held('2.1.8', '{fault: {hold: 5ms}}', HOLLOW, HOLLOW, '{wait: 20ms}');
    expect(milliseconds(timed)[1]).toBe(5);
    expect((await held('2.1.8', '{fault: {hold: true}}', HOLLOW, HOLLOW)).frames).toHaveLength(2);
  });

  test.each(['1.10.0', '2.1.7'])('are nothing that %s waits for', async (release) => {
    const steps = [HOLLOW, HOLLOW, '{wait: 20ms}'];
    const waiting = await held(release, '{fault: {hold: true}}', ...steps);
    expect(milliseconds(waiting)).toEqual(milliseconds(await held(release, ...steps)));
  });
});

describe('late responses', () => {
  test('push the pool to a new page, until they are there', async () => {
    const delay = (by: string): Promise<TimedRun> =>
      run('', `{fault: {delay: 2, by: ${by}}}`, SECRET, SECRET, HOLLOW, '{wait: 10ms}', HOLLOW);
    const late = await delay('5ms');
    expect(late.result.device).toMatchObject({ pagesGranted: 2, responsesDelayed: 2 });
    expect(late.result.leaks.map(({ frame }) => frame.number)).toEqual([4]);
    const soon = await delay('0.5ms');
    expect(soon.result.device.pagesGranted).toBe(1);
    expect(soon.result.leaks.map(({ frame }) => frame.number)).toEqual([3, 4]);
  });

  test('come in the order in which they are due', async () => {
    const { result } = await run(
      '',
      '{fault: {delay: 1, by: 9ms}}',
      '{fault: {delay: 1, by: 3ms}}',
      SECRET,
      SECRET,
      `{after: 20ms, raw: {to: bob, size: 34}}`,
    );
    // The block that came back last is used first: that of the first frame.
    expect(result.leaks[0]?.ranges[0]?.source.number).toBe(1);
  });

  test('let waiting writes go on when they come', async () => {
    const many = `{repeat: {count: 256, steps: [${SECRET}]}}`;
    const { result, times } = await run('interval: 0s', '{fault: {delay: 256, by: 1s}}', many, HOLLOW);
    expect(result).toMatchObject({ blockedWrites: 1, totals: { frames: 257, leakedBytes: 20 } });
    expect(times.at(-1)).toBeGreaterThanOrEqual(1e9);
  });
});

describe('a stall', () => {
  test('of some time holds both directions back until it is over', async () => {
    const stalled = await run('', HOLLOW, '{fault: {stall: 20ms}}', HOLLOW, '{receive: {size: 60}}', HOLLOW);
    expect(milliseconds(stalled)).toEqual([0, 21, 21.001, 21.002]);
    expect(stalled.result).toMatchObject({ blockedWrites: 1, totals: { txFrames: 3, rxFrames: 1 } });
  });

  test('is over when its time is, in the middle of a wait', async () => {
    const all = ['{fault: {stall: 20ms}}', HOLLOW, '{wait: 50ms}', HOLLOW];
    expect(milliseconds(await run('', ...all))).toEqual([20, 51]);
    expect(milliseconds(await run('poll: {after: 2ms}', ...all))).toEqual([20, 53]);
  });

  test('with no end lasts until a resume, or the end of the run', async () => {
    const all = [HOLLOW, '{fault: {stall: true}}', HOLLOW, '{wait: 50ms}'];
    expect(milliseconds(await run('', ...all, '{fault: {resume: true}}', HOLLOW))).toEqual([0, 52, 52.001]);
    expect(milliseconds(await run('', ...all))).toEqual([0, 52]);
  });

  test('is made longer by another, but not shorter', async () => {
    const twice = (first: string, second: string): Promise<TimedRun> =>
      run('', `{fault: {stall: ${first}}}`, HOLLOW, `{fault: {stall: ${second}}}`, '{wait: 90ms}');
    expect(milliseconds(await twice('20ms', '5ms'))).toEqual([20]);
    expect(milliseconds(await twice('20ms', '40ms'))).toEqual([41]);
    expect(milliseconds(await twice('20ms', 'true'))).toEqual([91]);
    expect(milliseconds(await twice('true', '40ms'))).toEqual([91]);
  });

  test('in which nobody polls changes nothing', async () => {
    const manual = (fault: string): Promise<TimedRun> =>
      run('poll: manual', fault, HOLLOW, '{wait: 30ms}', 'poll');
    expect(milliseconds(await manual('{fault: {stall: 20ms}}'))).toEqual([31]);
    expect(milliseconds(await manual('{note: nothing}'))).toEqual([31]);
  });
});

test('a fault takes no time, and makes nobody poll', async () => {
  for (const poll of ['each', 'manual', '{every: 2}', '{after: 3ms}']) {
    const all = [HOLLOW, HOLLOW, HOLLOW, 'poll', HOLLOW];
    const faulty = all.flatMap((step) => ['{fault: {resume: true}}', step]);
    const without = await run(`poll: ${poll}`, ...all);
    const withFaults = await run(`poll: ${poll}`, ...faulty);
    expect(withFaults.times).toEqual(without.times);
    expect(withFaults.result.stepsTaken).toBe(without.result.stepsTaken + all.length);
  }
});

test('a fault can have a time of its own; the step after it comes at once', async () => {
  const timed = await run('', HOLLOW, '{at: 5ms, fault: {stall: 2ms}}', HOLLOW, '{wait: 10ms}');
  expect(milliseconds(timed)).toEqual([0, 7]);
});

describe('a run with faults ends cleanly', () => {
  const policies = [
    { kind: 'each' },
    { kind: 'every', steps: 3 },
    { kind: 'after', nanoseconds: 2e6 },
  ] as const;

  test.each(COMPARED_RELEASES)('all but what was dropped has come back, %s', (release) => {
    fc.assert(
      fc.property(faultySteps(60), fc.constantFrom(...policies), (steps, poll) => {
        const frames: number[] = [];
        const simulation = new Simulation({
          release,
          mac: GUEST_MAC,
          poll,
          capture: {
            write: (seconds, nanoseconds) => frames.push(seconds * 1e9 + nanoseconds) > 0,
            drain: async () => undefined,
          },
        });
        for (const step of steps) simulation.take(step);
        simulation.finish();
        const { netfront, netback } = simulation.channel;
        const { responsesDropped } = simulation.deviceCounts();
        expect(netback.isStalled).toBe(false);
        expect(netfront.pool.inUse).toBe(responsesDropped);
        expect(netfront.tx.freeRequests).toBe(256 - responsesDropped);
        expect(simulation.channel.events.pending).toBe(false);
        expect(frames).toEqual(frames.toSorted((a, b) => a - b));
        expect(simulation.stepsTaken).toBe(steps.length);
      }),
      { numRuns: 100 },
    );
  });
});
