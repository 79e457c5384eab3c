import type { DeviceName } from '../netchannel/devices.ts';
import { DEFAULT_RELEASE } from '../netchannel/releases.ts';
import { StepCursor } from '../script/cursor.ts';
import type { Script } from '../script/script.ts';
import { Arena } from '../simd/arena.ts';
import { othersTurn } from '../turns.ts';
import type { Capture } from './capture/capture.ts';
import { ExpectationChecker } from './expectations/expectation-checker.ts';
import type { RunResult } from './result.ts';
import { hostsOf, settingsOf } from './script-settings.ts';
import { Simulation } from './simulation.ts';
import type { SimulationListener, SimulationOptions } from './simulation-options.ts';
import type { StepSource } from './step-source.ts';
import { Turn } from './time/turn.ts';

export type { StepSource } from './step-source.ts';

export interface RunOptions {
  /** Instead of the one that the script names. */
  release?: DeviceName;
  /** Instead of the script's. */
  seed?: number;
  /** Whether to look at what netback could read besides what it is told of, as is done if the script expects it. */
  exposure?: boolean;
  /** Takes every frame that crosses the channel. */
  capture?: Capture;
  /** Stops the run after the step at hand; what has been done by then is still reported. */
  signal?: AbortSignal;
  listener?: SimulationListener;
  /** As of a simulation. */
  observer?: SimulationOptions['observer'];
  /** How many findings of a kind, and errors, the result lists one by one. 1000 if absent. */
  listed?: number;
  /**
   * Is called now and then, at most once in thousands of steps or some 50 milliseconds, and sees how far the simulation has come.
   * @param stepsBefore - how many of its steps were made before the part of the run that is asked for; undefined if that
   * has not begun
   */
  onTurn?: (simulation: Simulation, stepsBefore: number | undefined) => void;
}

/**
 * Runs a script.
 * @throws what the capture throws, such as PcapOutputError
 * @throws CannotGoOn if the script makes more wait than fits into memory
 */
export async function runScript(script: Script, options: RunOptions = {}): Promise<RunResult> {
  const release = options.release ?? script.release ?? DEFAULT_RELEASE;
  const seed = options.seed ?? script.seed;
  const checker = new ExpectationChecker(script, release);
  const arena = new Arena();
  const simulation = new Simulation({
    ...settingsOf(script),
    release,
    arena,
    exposure: options.exposure === true || checker.looksAtExposure,
    ...(options.listed === undefined ? {} : { listed: options.listed }),
    ...(options.capture === undefined ? {} : { capture: options.capture }),
    ...(options.observer === undefined ? {} : { observer: options.observer }),
    ...(options.listener === undefined ? {} : { listener: options.listener }),
    ...(checker.isEmpty ? {} : { watcher: checker }),
  });
  const cursor = new StepCursor(script, seed, arena);
  const steps = checker.isEmpty ? cursor : checker.counting(cursor);
  const { onTurn } = options;
  const turn = onTurn === undefined ? undefined : (): void => onTurn(simulation, 0);
  const complete = await drive(simulation, steps, options.signal, turn)
    // A run that was stopped after its last step is complete all the same.
    .then((isOver) => isOver || cursor.next() === undefined)
    .finally(() => arena.dispose());
  const subject = subjectOf(script, release, seed);
  const found = outcome(simulation);
  return {
    ...subject,
    ...found,
    complete,
    expectations: checker.finish(complete ? { ...found, names: subject.names } : undefined),
  };
}

/** What is run, as a result says it. */
export function subjectOf(
  script: Script,
  release: DeviceName,
  seed: number,
): Pick<RunResult, 'script' | 'release' | 'seed' | 'steps' | 'names'> {
  return {
    script: { name: script.name, file: script.file, description: script.description },
    release,
    seed,
    steps: script.sites.map((site) => ({ ...site })),
    names: namesOf(script),
  };
}

/**
 * Takes steps through a simulation until there are no more, or until `signal` stops it.
 * @param onTurn - is called now and then, at most once in thousands of steps or some 50 milliseconds
 * @returns false if it was stopped before it found that there are no more
 */
export async function drive(
  simulation: Simulation,
  steps: StepSource,
  signal?: AbortSignal,
  onTurn?: () => void,
): Promise<boolean> {
  const stop = { asked: signal?.aborted === true };
  let isOver = true;
  const ask = (): void => {
    stop.asked = true;
  };
  signal?.addEventListener('abort', ask);
  try {
    const turn = new Turn();
    while (takeTurn(simulation, steps, turn, stop)) {
      onTurn?.();
      if (simulation.mustDrain) await simulation.drain();
      else await othersTurn();
      if (stop.asked) {
        isOver = false;
        break;
      }
    }
    simulation.finish();
    if (simulation.mustDrain) await simulation.drain();
  } finally {
    signal?.removeEventListener('abort', ask);
  }
  return isOver;
}

/**
 * Takes steps until the rest of the process is to have its turn. A function of its own, because one that waits is not
 * optimised for long.
 *
 * @param stop - whether to stop after the step at hand
 * @returns false if there are no more steps
 */
function takeTurn(
  simulation: Simulation,
  steps: StepSource,
  turn: Turn,
  stop: { readonly asked: boolean },
): boolean {
  turn.begin();
  do {
    const step = steps.next();
    if (step === undefined) return false;
    simulation.take(step);
  } while (!(simulation.mustDrain || stop.asked || turn.isOver()));
  return true;
}

/** The part of a result that a simulation knows by itself. */
export function outcome(
  simulation: Simulation,
): Omit<RunResult, 'script' | 'release' | 'seed' | 'steps' | 'names' | 'complete' | 'expectations'> {
  const exposure = simulation.audit.exposure();
  const hostile = simulation.hostile();
  const network = simulation.network();
  const lost = simulation.lost();
  return {
    ...(exposure === undefined ? {} : { exposure }),
    ...simulation.audit.result(),
    frames: simulation.frames.list(),
    stepsTaken: simulation.stepsTaken,
    writes: simulation.writeCount,
    blockedWrites: simulation.blockedWrites,
    errors: [...simulation.errors],
    errorCount: simulation.errorCount,
    ...(simulation.endErrorCount === 0 ? {} : { endErrorCount: simulation.endErrorCount }),
    ...(lost === undefined ? {} : { lost }),
    device: simulation.deviceCounts(),
    notes: simulation.notes.result(simulation.audit.totals),
    noteCount: simulation.notes.count,
    ...(hostile === undefined ? {} : { hostile }),
    ...(simulation.ownBytes === 0 ? {} : { ownBytes: simulation.ownBytes }),
    ...network,
  };
}

/** @returns address (as in Recipient.address) to the script's name of the host that it belongs to */
export function namesOf(script: Script): Record<string, string> {
  return { ...hostsOf(script).names };
}
