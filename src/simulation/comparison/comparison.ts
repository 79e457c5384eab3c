import { Hosts } from '../../audit/hosts.ts';
import { type DeviceName, knownDevice } from '../../netchannel/devices.ts';
import { COMPARED_RELEASES } from '../../netchannel/releases.ts';
import { StepCursor } from '../../script/cursor.ts';
import type { Script } from '../../script/script.ts';
import { othersTurn } from '../../turns.ts';
import type { Capture } from '../capture/capture.ts';
import { namesOf, outcome, type StepSource } from '../run.ts';
import { settingsOf } from '../script-settings.ts';
import { Simulation } from '../simulation.ts';
import type { SimulationOptions } from '../simulation-options.ts';
import { Turn } from '../time/turn.ts';
import type { ComparisonResult, Differences, ReleaseOutcome } from './comparison-result.ts';
import { CrossedFrames } from './crossed-frames.ts';
import { FrameDifferences } from './frame-differences.ts';
import { Measuring } from './measures.ts';

/** Failed writes that are told one by one for each release. */
const LISTED = 20;

export interface CompareOptions {
  /** The releases, in the order of the result. All if absent. */
  releases?: readonly DeviceName[];
  /** Instead of the script's. */
  seed?: number;
  /** How many of the frames that differ are kept. 3 if absent. */
  differences?: number;
  /** Take the frames that cross under a release. */
  captures?: ReadonlyMap<DeviceName, Capture>;
  /** Whether to measure what each device achieves and costs, which takes twice the time. */
  measures?: boolean;
  /** Stops the comparison after the step at hand; what has been done by then is still reported. */
  signal?: AbortSignal;
}

/**
 * Runs a script under several releases side by side, step by step, and compares the frames that cross. Memory does
 * not depend on the length of the script: kept are the frames of the step at hand, and the first that differ.
 *
 * @throws what a capture throws, such as PcapOutputError
 *
 * @example
 * ```ts
 * import { compareReleases, loadScript, renderComparison } from 'netchannel-sim';
 *
 * const script = loadScript('{"name": "one", "steps": [{"arp": {"request": "10.0.0.2"}}]}', 'one.json');
 * const result = await compareReleases(script, { releases: ['1.10.0', '1.10.1'] });
 * console.log(result.differences.frames);
 * console.log(renderComparison(result));
 * ```
 */
export async function compareReleases(
  script: Script,
  options: CompareOptions = {},
): Promise<ComparisonResult> {
  const { releases = COMPARED_RELEASES, seed = script.seed, captures, signal } = options;
  const comparison = new Comparison({
    releases,
    steps: () => new StepCursor(script, seed),
    simulation: { ...settingsOf(script), exposure: options.measures === true },
    differences: options.differences ?? 3,
    measures: options.measures === true,
    ...(captures === undefined ? {} : { captures }),
  });
  const complete = await drive(comparison, signal);
  return {
    script: { name: script.name, file: script.file, description: script.description },
    seed,
    steps: script.sites.map((site) => ({ ...site })),
    names: namesOf(script),
    complete,
    stepsTaken: comparison.stepsTaken,
    releases: comparison.outcomes(),
    differences: comparison.differences(),
  };
}

/** @returns false if `signal` stopped it before its last step */
async function drive(comparison: Comparison, signal: AbortSignal | undefined): Promise<boolean> {
  let complete = true;
  const turn = new Turn();
  turn.begin();
  while (comparison.take()) {
    if (comparison.mustDrain) await comparison.drain();
    if (turn.isOver()) {
      await othersTurn();
      turn.begin();
    }
    if (signal?.aborted === true) {
      complete = comparison.isOver();
      break;
    }
  }
  comparison.finish();
  if (comparison.mustDrain) await comparison.drain();
  return complete;
}

export interface ComparisonOptions {
  releases: readonly DeviceName[];
  /** Makes the steps of one release; all releases must get equal ones. */
  steps: (release: DeviceName) => StepSource;
  /** What is the same for all releases. */
  simulation: Omit<SimulationOptions, 'release' | 'capture' | 'listener' | 'listed'>;
  /** How many of the frames that differ are kept. */
  differences: number;
  /** As of `compareReleases`. */
  measures?: boolean;
  captures?: ReadonlyMap<DeviceName, Capture>;
}

/** One release of a comparison. */
interface ComparedRelease {
  release: DeviceName;
  steps: StepSource;
  simulation: Simulation;
  measuring: Measuring | undefined;
}

/** One simulation per release, all at the same step. */
export class Comparison {
  readonly #releases: ComparedRelease[] = [];
  /** What crossed during the step at hand, by release. */
  readonly #crossed: CrossedFrames[] = [];
  readonly #found: FrameDifferences;

  constructor({ releases, steps, simulation, differences, captures, measures }: ComparisonOptions) {
    this.#found = new FrameDifferences(releases, differences, simulation.hosts ?? new Hosts());
    for (const release of releases) {
      const crossed = new CrossedFrames();
      const capture = captures?.get(release);
      const measuring =
        measures === true
          ? new Measuring(knownDevice(release, simulation.own), simulation, steps(release))
          : undefined;
      this.#crossed.push(crossed);
      this.#releases.push({
        release,
        steps: steps(release),
        simulation: new Simulation({
          ...simulation,
          release,
          listed: LISTED,
          listener: {
            frame: (frame) => {
              crossed.add(frame, this.#found.isKeeping);
              measuring?.frame(frame);
            },
          },
          ...(capture === undefined ? {} : { capture }),
        }),
        measuring,
      });
    }
  }

  /** Steps taken under each release so far. */
  get stepsTaken(): number {
    return this.#releases[0]?.simulation.stepsTaken ?? 0;
  }

  /** Takes the next step under each release. @returns false if there is none */
  take(): boolean {
    for (const { steps, simulation } of this.#releases) {
      const step = steps.next();
      if (step === undefined) return false;
      simulation.take(step);
    }
    for (const [i, { measuring }] of this.#releases.entries()) {
      measuring?.take(this.#crossed[i] as CrossedFrames);
    }
    this.#compare();
    return true;
  }

  /** Whether there are no more steps. One that there is is not taken then: for who stops anyway. */
  isOver(): boolean {
    return this.#releases[0]?.steps.next() === undefined;
  }

  /** The last poll of a run; none if polls are manual. */
  finish(): void {
    for (const [i, { simulation, measuring }] of this.#releases.entries()) {
      simulation.finish();
      measuring?.finish(this.#crossed[i] as CrossedFrames);
    }
    this.#compare();
  }

  /** Whether a capture asks to be drained before more steps are taken. */
  get mustDrain(): boolean {
    return this.#releases.some(({ simulation }) => simulation.mustDrain);
  }

  /** Waits until all captures can take more. */
  async drain(): Promise<void> {
    for (const { simulation } of this.#releases) if (simulation.mustDrain) await simulation.drain();
  }

  /** What each release has come to so far. */
  outcomes(): ReleaseOutcome[] {
    return this.#releases.map(({ release, simulation, measuring }) => {
      const {
        totals,
        notJudgedReasons,
        checksumGroups,
        leakGroups,
        writes,
        blockedWrites,
        errors,
        errorCount,
        device,
        secrets,
        ownBytes,
        exposure,
      } = outcome(simulation);
      return {
        release,
        totals,
        notJudgedReasons,
        checksumGroups,
        leakGroups,
        writes,
        blockedWrites,
        errors,
        errorCount,
        device,
        secrets,
        ...(ownBytes === undefined ? {} : { ownBytes }),
        ...(exposure === undefined ? {} : { exposure }),
        ...(measuring === undefined ? {} : { measures: measuring.result(simulation, device.bytesCleared) }),
      };
    });
  }

  /** The frames that have differed so far. */
  differences(): Differences {
    return this.#found.result();
  }

  #compare(): void {
    this.#found.take(this.#crossed);
    for (const crossed of this.#crossed) crossed.clear();
  }
}
