import type { Script } from '../../script/script.ts';
import { exactSteps } from '../../simulation/shard/slices.ts';
import type { Simulation } from '../../simulation/simulation.ts';
import { isDevice } from '../files/standard-stream.ts';
import { Progress } from '../terminal/progress.ts';
import type { RunSettings } from './options.ts';

/** The progress of a run, on standard error if somebody watches there; undefined if nobody does. */
export function runProgress(
  script: Script,
  { quiet, output, shard, loop }: RunSettings,
): { onTurn(simulation: Simulation, stepsBefore: number | undefined): void; clear(): void } | undefined {
  // Who reads the capture while it grows may write to the same terminal.
  if (process.env['TERM'] === 'dumb' || quiet || output === '-' || !isDevice(2)) return undefined;
  const { stderr } = process;
  if (stderr.isTTY !== true) return undefined;
  const progress = new Progress(stderr, () => performance.now());
  const totalSteps = loop ? undefined : exactSteps(script, shard);
  return {
    onTurn: (simulation, stepsBefore) => {
      progress.update(() => {
        const { frames, bytes, leakingFrames } = simulation.audit.counted;
        const steps = stepsBefore === undefined ? undefined : simulation.stepsTaken - stepsBefore;
        return { steps, totalSteps, frames, bytes, leakingFrames };
      });
    },
    clear: () => progress.clear(),
  };
}
