import { expect, test } from 'vitest';
import { loadScript } from '../../src/script/index.ts';
import type { Capture } from '../../src/simulation/capture/capture.ts';
import { runScript } from '../../src/simulation/run.ts';

interface Told {
  /** Nanoseconds since the first step, of each frame. */
  times: number[];
  notes: { step: number; text: string }[];
  stepsTaken: number;
}

async function tell(text: string): Promise<Told> {
  const script = loadScript(text, 'x.yaml');
  const start = Number(script.epochNanoseconds / 1_000_000_000n);
  const times: number[] = [];
  const capture: Capture = {
    write: (seconds, nanoseconds) => {
      times.push((seconds - start) * 1e9 + nanoseconds);
      return true;
    },
    drain: async () => undefined,
  };
  const notes: Told['notes'] = [];
  const { stepsTaken } = await runScript(script, { capture, listener: { note: (note) => notes.push(note) } });
  return { times, notes, stepsTaken };
}

const PING = '{ping: {to: 10.0.0.2}}';

test('a wait moves virtual time on, and itself takes none', async () => {
  const { times } = await tell(`steps: [${PING}, {wait: 10ms}, ${PING}, {wait: 3s}, {wait: 5 us}, ${PING}]`);
  expect(times).toEqual([0, 11_000_000, 3_012_005_000]);
});

test('a note is told to the listener, and changes nothing else', async () => {
  const steps = [PING, PING, PING, PING].join(', ');
  const noted = `{note: one}, ${PING}, ${PING}, {note: "two\\nlines"}, ${PING}, ${PING}`;
  for (const poll of ['each', 'manual', '{every: 2}']) {
    const without = await tell(`{poll: ${poll}, steps: [${steps}, poll]}`);
    const withNotes = await tell(`{poll: ${poll}, steps: [${noted}, poll]}`);
    expect(without.times.length).toBeGreaterThan(0);
    expect(withNotes.times).toEqual(without.times);
    expect(withNotes.stepsTaken).toBe(without.stepsTaken + 2);
    expect(withNotes.notes).toEqual([
      { step: 0, text: 'one' },
      { step: 3, text: 'two\nlines' },
    ]);
  }
});
