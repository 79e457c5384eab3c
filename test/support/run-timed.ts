import { loadScript } from '../../src/script/index.ts';
import type { Capture } from '../../src/simulation/capture/capture.ts';
import type { RunResult } from '../../src/simulation/result.ts';
import { type RunOptions, runScript } from '../../src/simulation/run.ts';

/** A run with the time of each frame. */
export interface TimedRun {
  result: RunResult;
  /** Nanoseconds since the start of the run, of each frame in the order of the capture. */
  times: number[];
  frames: Uint8Array[];
}

/** Runs a script, and notes when its frames cross. */
export async function runTimed(text: string, options: RunOptions = {}): Promise<TimedRun> {
  const script = loadScript(text, 'x.yaml');
  const start = Number(script.epochNanoseconds / 1_000_000_000n);
  const times: number[] = [];
  const frames: Uint8Array[] = [];
  const capture: Capture = {
    write: (seconds, nanoseconds, bytes, offset, length) => {
      times.push((seconds - start) * 1e9 + nanoseconds);
      frames.push(bytes.slice(offset, offset + length));
      return true;
    },
    drain: async () => undefined,
  };
  return { result: await runScript(script, { ...options, capture }), times, frames };
}
