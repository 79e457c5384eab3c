import { expect, test } from 'vitest';
import { Progress, type RunState } from '../../src/cli/terminal/progress.ts';

/** A terminal that is looked at after each text. */
function terminal(columns = 80) {
  const texts: string[] = [];
  let now = 0;
  const progress = new Progress({ columns, write: (text: string) => texts.push(text) }, () => now);
  const state: RunState = { steps: 0, totalSteps: 1000, frames: 0, bytes: 0, leakingFrames: 0 };
  let read = 0;
  return {
    texts,
    progress,
    reads: () => read,
    /** Moves the clock, and says how far the run is. */
    at: (milliseconds: number, change: Partial<RunState> = {}): void => {
      now = milliseconds;
      Object.assign(state, change);
      progress.update(() => {
        read++;
        return state;
      });
    },
  };
}

test('a short run shows nothing, and is not even asked', () => {
  const { at, texts, progress, reads } = terminal();
  for (const time of [0, 500, 999]) at(time, { steps: time });
  progress.clear();
  expect([texts, reads()]).toEqual([[], 0]);
});

test('packets, rate, bytes, leaks, share, and, once it can be told, time left', () => {
  const { at, texts } = terminal();
  at(1000, { steps: 10, frames: 12_000, bytes: 900, leakingFrames: 1 });
  at(2000, { steps: 20, frames: 24_000, bytes: 1_234_567, leakingFrames: 1200 });
  expect(texts).toEqual([
    '\r12,000 packets, 12,000/s, 900 bytes, 1 leak, 1 %',
    '\r24,000 packets, 12,000/s, 1.2 MB, 1,200 leaks, 2 %, 1:38 left',
  ]);
});

test('it is shown five times a second at most', () => {
  const { at, texts, reads } = terminal();
  for (let time = 0; time < 3000; time++) at(time);
  expect([texts.length, reads()]).toEqual([10, 10]);
});

test('without a total there is no time left', () => {
  const { at, texts } = terminal();
  at(9000, { totalSteps: undefined, frames: 9, steps: 9 });
  expect(texts).toEqual(['\r9 packets, 1/s, 0 bytes, 0 leaks']);
});

test('a warm-up counts for nothing', () => {
  const { at, texts } = terminal();
  at(5000, { steps: undefined });
  at(6000, { steps: 0 });
  at(8000, { steps: 500, frames: 4000 });
  expect(texts.map((text) => text.trim())).toEqual([
    'warming up',
    '0 packets, 0 bytes, 0 leaks, 0 %',
    '4,000 packets, 2,000/s, 0 bytes, 0 leaks, 50 %, 0:02 left',
  ]);
});

test('a shorter line covers the longer one before it, and clear leaves nothing', () => {
  const { at, texts, progress } = terminal();
  at(1000, { frames: 1_000_000, totalSteps: undefined });
  at(2000, { frames: 1 });
  progress.clear();
  progress.clear();
  const [first = '', second = '', last = ''] = texts;
  expect(second.length).toBe(first.length);
  expect(last).toBe(`\r${' '.repeat('1 packet, 1/s, 0 bytes, 0 leaks'.length)}\r`);
  expect(texts).toHaveLength(3);
});

test('a line is narrower than the terminal; one that does not tell its width has 80 columns', () => {
  const narrow = terminal(20);
  narrow.at(1000, { frames: 123_456 });
  expect(narrow.texts).toEqual(['\r123,456 packets, 12']);
  const unknown = terminal(0);
  unknown.at(1000, { frames: 123_456 });
  expect(unknown.texts[0]?.length).toBeGreaterThan(20);
});

test('hours', () => {
  const { at, texts } = terminal(200);
  at(10_000, { steps: 1, totalSteps: 1000 });
  expect(texts[0]).toContain('2:46:30 left');
});
