import fc from 'fast-check';
import { expect, test } from 'vitest';
import { loadScript } from '../../src/script/index.ts';
import type { RunResult } from '../../src/simulation/result.ts';
import { runScript } from '../../src/simulation/run.ts';

/** Of a type that is not looked into, which the next frame in its block has by accident. */
const RAW =
  '{raw: {size: 60, writes: [{at: 12, data: {hex: 88b5}}, {at: 14, data: "a text that is longer than the next one"}]}}';
const HOLES = '{raw: {size: 40}}';
/** A datagram whose checksums are summed over what the block held before. */
const DISCARDED = '{dhcp: {type: discover}}';

function run(steps: readonly string[]): Promise<RunResult> {
  return runScript(loadScript(`{interval: 1ms, epoch: 2019-03-21, steps: [${steps.join(', ')}]}`, 'x.yaml'));
}

test('a note has its time, and what crossed from it to the next one', async () => {
  const { notes, noteCount } = await run([
    HOLES,
    '{note: the first}',
    RAW,
    HOLES,
    '{wait: 2s}',
    '{note: "two\\nlines"}',
    DISCARDED,
    '{note: nothing more}',
  ]);
  expect(noteCount).toBe(3);
  expect(notes).toEqual([
    {
      step: 1,
      text: 'the first',
      time: 0.001,
      frames: 2,
      delivered: 0,
      discarded: 0,
      notJudged: 2,
      leakedBytes: 28,
    },
    {
      step: 5,
      text: 'two\nlines',
      time: 2.003,
      frames: 1,
      delivered: 0,
      discarded: 1,
      notJudged: 0,
      leakedBytes: 1,
    },
    {
      step: 7,
      text: 'nothing more',
      time: 2.004,
      frames: 0,
      delivered: 0,
      discarded: 0,
      notJudged: 0,
      leakedBytes: 0,
    },
  ]);
});

test('a note before a wait has the time at which the wait begins', async () => {
  const { notes } = await run([RAW, '{note: then nothing for two seconds}', '{wait: 2s}', RAW]);
  expect(notes).toMatchObject([{ time: 0.001, frames: 1 }]);
});

test('no note, nothing told', async () => {
  const { notes, noteCount } = await run([RAW]);
  expect([notes, noteCount]).toEqual([[], 0]);
});

test('the first hundred are kept, the last of them ends where the next began, and all are counted', async () => {
  const { notes, noteCount, totals } = await run([
    `{repeat: {count: 1000, steps: [{note: again}, ${RAW}, ${HOLES}]}}`,
  ]);
  expect(noteCount).toBe(1000);
  expect(notes).toHaveLength(100);
  expect(totals.frames).toBe(2000);
  expect(notes.every(({ frames }) => frames === 2)).toBe(true);
});

test('with a note first, notes add up to the totals', async () => {
  const step = fc.constantFrom('{note: x}', RAW, HOLES, DISCARDED);
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 40 }), async (steps) => {
      const { notes, totals } = await run(['{note: start}', ...steps]);
      for (const key of ['frames', 'delivered', 'discarded', 'notJudged', 'leakedBytes'] as const) {
        expect(notes.reduce((sum, note) => sum + note[key], 0)).toBe(totals[key]);
      }
      expect(notes.map(({ time }) => time)).toEqual(notes.map(({ time }) => time).toSorted((a, b) => a - b));
    }),
    { numRuns: 50 },
  );
});

test('a note has the time of what follows it, and what was late for what came before is not its own', async () => {
  const { notes } = await runScript(
    loadScript(
      `poll: {after: 200us}
steps:
  - note: one
  - note: two
  - ${RAW}
  - note: three
  - {at: 5s, ${RAW.slice(1)}
  - note: four
`,
      'x.yaml',
    ),
  );
  expect(notes.map(({ text, time, frames }) => [text, time, frames])).toEqual([
    ['one', 0, 0],
    ['two', 0, 1],
    ['three', 5, 1],
    ['four', expect.closeTo(5.001, 3), 0],
  ]);
});
