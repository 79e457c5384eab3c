import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { FlushableCapture } from '../../../src/capture-writer/run-capture.ts';
import { PacedCapture, type WallClock } from '../../../src/cli/run/pacing.ts';

/** Time goes by only when somebody sleeps. */
class FakeClock implements WallClock {
  time = 5000;
  readonly sleeps: number[] = [];
  onSleep = (): void => {};

  now(): number {
    return this.time;
  }

  async sleep(milliseconds: number, signal: AbortSignal): Promise<void> {
    this.sleeps.push(milliseconds);
    this.onSleep();
    if (!signal.aborted) this.time += milliseconds;
  }
}

/** Notes when frames come, and when they go out. */
class Target implements FlushableCapture {
  readonly frames: { at: number; time: string; byte: number }[] = [];
  readonly sent: { at: number; frames: number }[] = [];
  ready = true;
  drained = 0;
  private readonly clock: FakeClock;

  constructor(clock: FakeClock) {
    this.clock = clock;
  }

  write(seconds: number, nanoseconds: number, bytes: Uint8Array, offset: number, length: number): boolean {
    expect(length).toBe(1);
    this.frames.push({
      at: this.clock.time - 5000,
      time: `${seconds}.${nanoseconds}`,
      byte: bytes[offset] ?? -1,
    });
    return this.ready;
  }

  async drain(): Promise<void> {
    this.drained++;
  }

  async flush(): Promise<void> {
    this.sent.push({ at: this.clock.time - 5000, frames: this.frames.length });
  }
}

function paced(factor: number) {
  const clock = new FakeClock();
  const target = new Target(clock);
  const stop = new AbortController();
  const capture = new PacedCapture(target, { factor, signal: stop.signal, clock });
  /** Each frame from one and the same buffer, as the device does. */
  const buffer = Uint8Array.of(0xa5, 0, 0xa5);
  let count = 0;
  const write = (milliseconds: number): boolean => {
    buffer[1] = count++;
    const seconds = Math.floor(milliseconds / 1000);
    return capture.write(100 + seconds, Math.round((milliseconds % 1000) * 1e6), buffer, 1, 1);
  };
  return { clock, target, stop, capture, write };
}

describe('a paced capture', () => {
  test('lets the first frame through at once, and the next when it is due', async () => {
    const { target, capture, write } = paced(1);
    expect(write(0)).toBe(true);
    expect(write(250)).toBe(false);
    await capture.drain();
    expect(target.frames.map(({ at }) => at)).toEqual([0, 250]);
    // The first frame does not wait with the second.
    expect(target.sent[0]).toEqual({ at: 0, frames: 1 });
  });

  test('goes faster, or slower, by its factor', async () => {
    for (const [factor, at] of [
      [10, 50],
      [0.1, 5000],
    ] as const) {
      const { target, capture, write } = paced(factor);
      write(0);
      write(500);
      await capture.drain();
      expect(target.frames[1]?.at).toBeCloseTo(at, 6);
    }
  });

  test('sleeps for no longer than a second at a time', async () => {
    const { clock, capture, write } = paced(1);
    write(0);
    write(3500);
    await capture.drain();
    expect(clock.sleeps).toEqual([1000, 1000, 1000, 500]);
  });

  test('holds what crosses in one step until each frame is due', async () => {
    const { target, capture, write } = paced(1);
    for (const time of [0, 100, 100, 300]) write(time);
    await capture.drain();
    expect(target.frames).toEqual([
      { at: 0, time: '100.0', byte: 0 },
      { at: 100, time: '100.100000000', byte: 1 },
      { at: 100, time: '100.100000000', byte: 2 },
      { at: 300, time: '100.300000000', byte: 3 },
    ]);
    expect(target.sent).toEqual([
      { at: 0, frames: 1 },
      { at: 100, frames: 3 },
    ]);
  });

  test('tells what is known of a frame just before the frame', async () => {
    const clock = new FakeClock();
    const told: string[] = [];
    const target: FlushableCapture = {
      describe: ({ number }) => void told.push(`about ${number}`),
      write: (seconds) => told.push(`at ${seconds}`) > 0,
      drain: async () => undefined,
      flush: async () => undefined,
    };
    const signal = new AbortController().signal;
    const capture = new PacedCapture(target, { factor: 1, signal, clock });
    const known = {
      direction: 'tx',
      at: 'receiver',
      verdict: 'delivered',
      leak: undefined,
      checksumFailures: [],
      notes: [],
    } as const;
    for (const number of [1, 2, 3]) {
      capture.describe?.({ number, ...known });
      capture.write(number, 0, new Uint8Array(1), 0, 1);
    }
    expect(told).toEqual(['about 1', 'at 1']);
    await capture.drain();
    expect(told).toEqual(['about 1', 'at 1', 'about 2', 'at 2', 'about 3', 'at 3']);
  });

  test('wants to know no more than its target', () => {
    expect(paced(1).capture.describe).toBeUndefined();
  });

  test('does not wait for less than a timer can, nor when it is late', async () => {
    const { clock, write } = paced(1);
    write(0);
    expect(write(0.9)).toBe(true);
    clock.time += 10_000;
    expect(write(9000)).toBe(true);
    expect(clock.sleeps).toEqual([]);
  });

  test('ends the waiting with the signal, and loses nothing', async () => {
    const { clock, target, stop, capture, write } = paced(1);
    for (const time of [0, 60_000, 120_000]) write(time);
    clock.onSleep = () => stop.abort();
    await capture.drain();
    expect(clock.sleeps).toHaveLength(1);
    expect(target.frames.map(({ byte }) => byte)).toEqual([0, 1, 2]);
    expect(write(180_000)).toBe(true);
  });

  test('hands on that its target is full', async () => {
    const { target, capture, write } = paced(1);
    target.ready = false;
    expect(write(0)).toBe(false);
    await capture.drain();
    expect(target.drained).toBe(1);
  });

  test('loses no frame, reorders none and sends none early, whatever the times', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.array(fc.integer({ min: 0, max: 5000 }), { maxLength: 5 }), { maxLength: 10 }),
        fc.double({ min: 0.1, max: 20, noNaN: true }),
        async (steps, factor) => {
          const { target, capture, write } = paced(factor);
          const times: number[] = [];
          let now = 0;
          for (const gaps of steps) {
            let isReady = true;
            for (const gap of gaps) {
              now += gap;
              times.push(now);
              if (!write(now)) isReady = false;
            }
            if (!isReady) await capture.drain();
          }
          expect(target.frames.map(({ byte }) => byte)).toEqual(times.map((_, i) => i));
          const [first = 0] = times;
          target.frames.forEach(({ at }, i) => {
            const due = ((times[i] ?? 0) - first) / factor;
            expect(at).toBeGreaterThan(due - 1.001);
            // Nothing but the frames themselves takes time here.
            expect(at).toBeLessThan(due + 0.001);
          });
        },
      ),
    );
  });
});
