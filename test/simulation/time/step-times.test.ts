import { describe, expect, test } from 'vitest';
import { loadScript, StepCursor } from '../../../src/script/index.ts';
import { compareReleases } from '../../../src/simulation/comparison/comparison.ts';
import { runTimed } from '../../support/run-timed.ts';

const PING = 'ping: {to: 10.0.0.2}';
const MS = 1_000_000;

/** Milliseconds since the start, of each frame. */
async function times(text: string): Promise<number[]> {
  return (await runTimed(text)).times.map((time) => time / MS);
}

const steps = (...all: string[]): string => `steps: [${all.map((step) => `{${step}}`).join(', ')}]`;

describe('after', () => {
  test('is counted from when the step before began, instead of the interval', async () => {
    const text = steps(PING, `after: 10ms, ${PING}`, `after: 0s, ${PING}`, `after: 0.25ms, ${PING}`, PING);
    // Frames of one moment are a microsecond apart; that moves the beginning of the step after them.
    expect(await times(text)).toEqual([0, 10, 10.001, 10.25, 11.25]);
  });

  test('is no time at all if it is past: waits and notes are no steps', async () => {
    expect(
      await times(steps(PING, 'wait: 10ms', `after: 5ms, ${PING}`, 'note: x', `after: 2ms, ${PING}`)),
    ).toEqual([0, 10, 12]);
  });
});

describe('at', () => {
  test('is counted from the start of the run', async () => {
    const text = `epoch: 2019-03-21T00:00:00.9Z\n${steps(`at: 5ms, ${PING}`, `at: 1.5s, ${PING}`, PING)}`;
    expect((await times(text)).map((time) => time - 900)).toEqual([5, 1500, 1501]);
  });

  test('is at once if it is past', async () => {
    expect(await times(steps(PING, 'wait: 2s', `at: 1s, ${PING}`, PING))).toEqual([0, 2000, 2001]);
    const again = 'repeat: {count: 3, steps: [{at: 10ms, ping: {to: 10.0.0.2}}]}';
    expect(await times(steps(again))).toEqual([10, 10.001, 10.002]);
  });
});

describe('every', () => {
  const body = `{${PING}}, {${PING}}, {wait: 1ms}`;

  test('is from the beginning of one repetition to that of the next', async () => {
    expect(await times(steps(PING, `repeat: {count: 3, every: 10ms, steps: [${body}]}`, PING))).toEqual([
      0, 1, 2, 11, 12, 21, 22, 24,
    ]);
  });

  test('is at once where a repetition takes longer', async () => {
    expect(await times(steps(`repeat: {count: 3, every: 2ms, steps: [{${PING}}, {wait: 4ms}]}`))).toEqual([
      0, 4, 8,
    ]);
  });

  test('holds for each of nested repeats, and begins anew in each repetition of the outer one', async () => {
    const inner = `{repeat: {count: 2, every: 3ms, steps: [{${PING}}]}}`;
    expect(await times(steps(`repeat: {count: 3, every: 20ms, steps: [${inner}]}`))).toEqual([
      0, 3, 20, 23, 40, 43,
    ]);
  });

  test('holds whichever step comes first', async () => {
    const choice = `{choice: [{steps: [{wait: 1ms}, {${PING}}]}]}`;
    expect(await times(steps(`repeat: {count: 2, every: 5ms, steps: [${choice}]}`))).toEqual([1, 6]);
    expect(await times(steps(`repeat: {count: 3, every: 5ms, steps: [{after: 1ms, ${PING}}]}`))).toEqual([
      1, 5, 10,
    ]);
  });

  test('is no step: it is counted nowhere, and no poll comes of it', async () => {
    const paced = await runTimed(
      `{poll: {every: 2}, ${steps(`repeat: {count: 4, every: 5ms, steps: [{${PING}}]}`)}}`,
    );
    expect(paced.times.map((time) => time / MS)).toEqual([5, 5.001, 15, 15.001]);
    const script = loadScript(steps(`repeat: {count: 4, every: 5ms, steps: [{${PING}}]}`), 'x.yaml');
    expect([paced.result.stepsTaken, script.stepCount]).toEqual([4, 4]);
    expect((await compareReleases(script)).stepsTaken).toBe(4);
  });

  test('gives the cursor nothing to allocate', () => {
    const cursor = new StepCursor(
      loadScript(steps(`repeat: {count: 3, every: 5ms, steps: [{${PING}}]}`), 'x.yaml'),
    );
    const first = cursor.next();
    expect(first).toMatchObject({ kind: 'repetition', isFirst: true, repeat: 0, nanoseconds: 5 * MS });
    cursor.next();
    expect(cursor.next()).toBe(first);
    expect(first).toMatchObject({ isFirst: false });
  });
});

test('what says nothing of time is where it always was', async () => {
  const three = `{${PING}}, {${PING}}, {${PING}}`;
  expect(await times(`{interval: 2ms, poll: {every: 2}, steps: [${three}, {wait: 1ms}, ${three}]}`)).toEqual([
    2, 2.001, 7.001, 7.002, 11.002, 11.003,
  ]);
  expect(await times(`{poll: each, interval: 0s, steps: [${three}]}`)).toEqual([0, 0.001, 0.002]);
});

describe('polls some time after a write', () => {
  test('come so much after the first write since the last poll', async () => {
    const text = `poll: {after: 5ms}\n${steps(PING, PING, 'wait: 10ms', PING, PING)}`;
    // Writes at 0 and 1 ms are handled at 5 ms, those at 12 and 13 ms at 17 ms.
    expect(await times(text)).toEqual([5, 5.001, 17, 17.001]);
  });

  test('come sooner where the script polls, and then wait for the next write', async () => {
    const text = `poll: {after: 5ms}\n${steps(PING, 'poll: ', PING, 'wait: 10ms')}`;
    expect(await times(text)).toEqual([1, 7]);
  });

  test('come for frames from netback as well', async () => {
    const text = `poll: {after: 5ms}\n${steps('receive: {size: 60}', 'wait: 20ms')}`;
    expect(await times(text)).toEqual([5]);
  });

  test('let no more blocks be reused than have come back', async () => {
    const text = (poll: string): string =>
      `poll: ${poll}\nsteps: [{repeat: {count: 40, steps: [{${PING}}]}}]`;
    const pages = async (poll: string): Promise<number> =>
      (await runTimed(text(poll))).result.device.pagesGranted;
    expect([await pages('each'), await pages('{after: 3.5ms}'), await pages('{after: 1s}')]).toEqual([
      1, 2, 20,
    ]);
  });
});
