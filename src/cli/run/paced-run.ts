import type { FlushableCapture } from '../../capture-writer/run-capture.ts';
import type { Script } from '../../script/script.ts';
import type { RunResult } from '../../simulation/result.ts';
import type { RunOptions } from '../../simulation/run.ts';
import { othersTurn } from '../../turns.ts';
import { PacedCapture } from './pacing.ts';
import { type PartOptions, runPart } from './part.ts';

/** A run that a person watches. */
export interface PacedRunOptions extends Omit<RunOptions, 'capture' | 'listener'>, PartOptions {
  capture: FlushableCapture;
  signal: AbortSignal;
  /** Ends the waiting for the time of a frame, but not the run: nobody may be there any more who waits for it. */
  hurry?: AbortSignal;
  /** Seconds of virtual time in a second; Infinity for no waiting at all. */
  pace: number;
  /** Again and again, until it is stopped. */
  loop: boolean;
}

const NANOSECONDS_PER_SECOND = 1_000_000_000n;

/**
 * Runs a script at a pace, once or again and again. Each time the device is new, but virtual time goes on, so that the
 * timestamps of the capture do. A script from which no frame comes is not repeated.
 *
 * @returns the result of the last run
 * @throws what the capture throws, such as PcapOutputError
 */
export async function pacedRun(
  script: Script,
  { pace, loop, hurry, ...options }: PacedRunOptions,
): Promise<RunResult> {
  const { capture, signal } = options;
  const paced =
    pace === Infinity ? capture : new PacedCapture(capture, { factor: pace, signal: hurry ?? signal });
  let epochNanoseconds = script.epochNanoseconds;
  for (;;) {
    const result = await runPart(
      { ...script, epochNanoseconds },
      {
        ...options,
        capture: paced,
        listener: {
          finished: ({ seconds, nanoseconds }) => {
            epochNanoseconds = BigInt(seconds) * NANOSECONDS_PER_SECOND + BigInt(nanoseconds);
          },
        },
      },
    );
    await paced.flush();
    if (!loop || !result.complete || result.totals.frames === 0) return result;
    // A short script must not keep signals from being seen.
    await othersTurn();
    if (signal.aborted) return { ...result, complete: false };
  }
}
