import { DEFAULT_RELEASE } from '../../netchannel/releases.ts';
import { StepCursor } from '../../script/cursor.ts';
import type { Script } from '../../script/script.ts';
import { Arena } from '../../simd/arena.ts';
import type { Capture } from '../capture/capture.ts';
import { deviceCountsSince } from '../device-counts.ts';
import { ExpectationChecker } from '../expectations/expectation-checker.ts';
import type { DeviceCounts, RunResult } from '../result.ts';
import { outcome, type RunOptions, subjectOf } from '../run.ts';
import { settingsOf } from '../script-settings.ts';
import { Simulation } from '../simulation.ts';
import { DEFAULT_LISTED, type SimulationWatcher } from '../simulation-options.ts';
import { approach, leapsTo, type WarmUp } from './approach.ts';
import { Gate } from './gate.ts';
import { ShardGap } from './shard-gap.ts';
import { type ShardNumber, type Slice, sliceOf, unitGroups } from './slices.ts';
import { differingParts, fingerprint, type SimulationState, stateOf } from './state.ts';
import { UnitRunner } from './unit-runner.ts';

export interface ShardOptions extends RunOptions {
  shard: ShardNumber;
  /** Repetitions before the slice that are made, unseen, to fill the pool as it would be. 'auto' if absent. */
  warmUp?: WarmUp;
}

/**
 * Runs one slice of a script as a part of the whole run: with the virtual time, frame numbers, payloads, indexes and
 * old memory that it would have there. What comes before the slice is made up for by a warm-up. Expectations that can
 * only be held against the whole run are left unchecked.
 *
 * The result is exact if no shard throws: each makes sure that the next one begins in the very state that it ends in.
 *
 * @throws ShardGap if the next shard would not
 * @throws RangeError if there is no such shard, if the script has guests, or if the capture looks at an end of the channel
 * @throws what the capture throws, such as PcapOutputError
 */
export async function runShard(script: Script, options: ShardOptions): Promise<RunResult> {
  const { shard, warmUp = 'auto' } = options;
  checkShard(shard);
  checkVantage(options.capture);
  if (script.network !== undefined) {
    throw new RangeError('Cannot make a shard of a script with guests: it is made whole only');
  }
  const release = options.release ?? script.release ?? DEFAULT_RELEASE;
  const seed = options.seed ?? script.seed;
  const listed = options.listed ?? DEFAULT_LISTED;
  const slice = sliceOf(script, shard);
  const gate = new Gate();
  const checker = new ExpectationChecker(script, release);
  const arena = new Arena();
  const simulation = new Simulation({
    ...settingsOf(script),
    release,
    listed,
    arena,
    ...(options.capture === undefined ? {} : { capture: gate.capture(options.capture) }),
    ...(options.listener === undefined ? {} : { listener: gate.listener(options.listener) }),
    ...(checker.isEmpty ? {} : { watcher: watcherOf(checker, gate) }),
  });
  const cursor = new StepCursor(script, seed, arena);
  try {
    const made = await makeSlice(script, { ...options, warmUp, slice, simulation, cursor, gate });
    const found = outcome(simulation);
    return {
      ...subjectOf(script, release, seed),
      ...found,
      stepsTaken: found.stepsTaken - made.stepsBefore,
      noteCount: found.noteCount - simulation.notes.waiting,
      device: deviceCountsSince(made.deviceBefore, found.device),
      complete: made.complete,
      expectations: checker.finish(undefined),
      shard: {
        ...shard,
        framesBefore: made.framesBefore,
        begin: fingerprint(made.begin),
        end: fingerprint(made.end),
        listed,
        beforeNotes: simulation.notes.beforeFirst(simulation.audit.totals),
        secretExtents: simulation.audit.secretExtents(),
      },
    };
  } finally {
    arena.dispose();
  }
}

/** What a slice is made with. */
interface SliceOptions extends ShardOptions {
  warmUp: WarmUp;
  slice: Slice;
  simulation: Simulation;
  cursor: StepCursor;
  gate: Gate;
}

/** A slice that was made. */
interface MadeSlice {
  /** False if it was stopped. */
  complete: boolean;
  /** What there was before it. */
  stepsBefore: number;
  framesBefore: number;
  /** Undefined for the first slice, to which all that comes before belongs: the device is set up. */
  deviceBefore: DeviceCounts | undefined;
  begin: SimulationState;
  end: SimulationState;
}

/** @throws ShardGap */
async function makeSlice(script: Script, options: SliceOptions): Promise<MadeSlice> {
  const { shard, warmUp, slice, simulation, cursor, gate, signal } = options;
  const counting = { begun: false, stepsBefore: 0 };
  const onTurn = (): void => options.onTurn?.(simulation, counting.begun ? counting.stepsBefore : undefined);
  const runner = new UnitRunner(cursor, simulation, { signal, onTurn });
  const leaps = leapsTo(slice.from, unitGroups(script), warmUp, script.poll);
  const arrived = await approach(slice.from, leaps, simulation, runner);

  const begin = stateOf(simulation, runner.next);
  const deviceBefore = shard.index === 1 ? undefined : simulation.deviceCounts();
  const framesBefore = simulation.audit.totals.frames;
  counting.stepsBefore = simulation.stepsTaken;
  counting.begun = true;
  simulation.beginCounting();
  gate.isOpen = true;
  const complete = arrived && (await runner.take(slice.to));
  const isLast = shard.index === shard.count;
  if (isLast || !complete) simulation.finish();
  if (simulation.mustDrain) await simulation.drain();

  const end = stateOf(simulation, runner.next);
  if (complete && !isLast) await checkNext(script, options, slice, end);
  return { complete, stepsBefore: counting.stepsBefore, framesBefore, deviceBefore, begin, end };
}

/** @throws ShardGap */
async function checkNext(
  script: Script,
  { shard, seed, release, signal, warmUp = 'auto' }: ShardOptions,
  { to }: Slice,
  end: SimulationState,
): Promise<void> {
  const leaps = leapsTo(to, unitGroups(script), warmUp, script.poll);
  // Nothing is leapt over: the next shard simulates all that comes before it, and begins where this one ends.
  if (leaps.length === 0) return;
  const next = new Simulation({
    ...settingsOf(script),
    release: release ?? script.release ?? DEFAULT_RELEASE,
    listed: 0,
  });
  const runner = new UnitRunner(new StepCursor(script, seed ?? script.seed), next, { signal });
  if (!(await approach(to, leaps, next, runner))) return;
  const parts = differingParts(end, stateOf(next, runner.next));
  if (parts.length > 0) throw new ShardGap(shard, parts);
}

function checkShard({ index, count }: ShardNumber): void {
  if (Number.isSafeInteger(count) && Number.isSafeInteger(index) && index >= 1 && index <= count) return;
  throw new RangeError(`Cannot run shard ${index} of ${count}: expected a number from 1 to ${count}`);
}

/** What an end of the channel sees of a frame may come long before or after it crosses: beyond a slice. */
function checkVantage(capture: Capture | undefined): void {
  const { vantage = 'receiver' } = capture ?? {};
  if (vantage === 'receiver') return;
  throw new RangeError(
    `Cannot capture a shard at ${JSON.stringify(vantage)}: only the receiver's view is cut`,
  );
}

function watcherOf(checker: ExpectationChecker, gate: Gate): SimulationWatcher {
  return {
    frame: gate.pass((frame) => checker.frame(frame)),
    error: gate.pass((error) => checker.error(error)),
  };
}
