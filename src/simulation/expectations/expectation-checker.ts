import type { AuditedFrame } from '../../audit/audited-frame.ts';
import type { DeviceName } from '../../netchannel/devices.ts';
import type { Expectation, FrameCheck, StepCheck, StepExpectation } from '../../script/expectation.ts';
import type { Script } from '../../script/script.ts';
import type { Step } from '../../script/step.ts';
import type { WriteError } from '../result.ts';
import type { StepSource } from '../step-source.ts';
import type {
  ExpectationFailure,
  ExpectationItem,
  ExpectationPlace,
  ExpectationResult,
} from './expectation-result.ts';
import { findingOf, holds, isWithin } from './frame-checks.ts';
import { markedExcerpt } from './marked-excerpt.ts';
import { type RunFigures, runFinding } from './run-checks.ts';
import { foundWords, wordsOf } from './wording.ts';

const MOST_ITEMS = 1000;
const MOST_FAILURES = 100;

/** So that one expectation that fails again and again does not hide the others. */
const MOST_FAILURES_EACH = 10;

/** An expectation, and how it has fared so far. */
interface Tracked {
  expectation: Expectation;
  what: string;
  failures: number;
  kept: ExpectationFailure[];
  checked: boolean;
}

/** What has been seen of a step that something is expected of. */
interface StepWatch {
  /** What is expected of each frame. */
  frameChecks: { tracked: Tracked; check: FrameCheck }[];
  all: { tracked: Tracked; expectation: StepExpectation }[];
  errorChecks: { tracked: Tracked; text: string }[];
  taken: number;
  frames: number;
  errors: number;
  firstError: string | undefined;
}

/** Holds what a script expects against a run, as frames cross and once it has ended. */
export class ExpectationChecker {
  readonly #release: DeviceName;
  /** The script's own; expectations from others tell theirs. */
  readonly #file: string;
  readonly #tracked: Tracked[];
  /** By step. */
  readonly #watches: (StepWatch | undefined)[] = [];
  #kept = 0;
  #failureCount = 0;

  /** @param expectations - those for other releases are left out */
  constructor({ expectations, file }: Pick<Script, 'expectations' | 'file'>, release: DeviceName) {
    this.#release = release;
    this.#file = file;
    this.#tracked = expectations
      .filter(({ releases }) => releases === undefined || releases.includes(release))
      .map((expectation) => ({
        expectation,
        what: wordsOf(expectation.check, expectation.site === null),
        failures: 0,
        kept: [],
        checked: true,
      }));
    for (const tracked of this.#tracked) {
      if (tracked.expectation.site !== null) this.#watch(tracked, tracked.expectation);
    }
  }

  /** Whether there is anything to check: if not, the other methods need not be called. */
  get isEmpty(): boolean {
    return this.#tracked.length === 0;
  }

  /** Whether something is expected of what netback could read besides. */
  get looksAtExposure(): boolean {
    return this.#tracked.some(({ expectation }) => expectation.check.key === 'exposed');
  }

  /** @returns the same steps, counted on their way */
  counting(steps: StepSource): StepSource {
    return {
      next: (): Step | undefined => {
        const step = steps.next();
        const watch = step === undefined ? undefined : this.#watches[step.site.index];
        if (watch !== undefined && !(step !== undefined && 'continues' in step)) watch.taken++;
        return step;
      },
    };
  }

  /** Checks a frame that has crossed. */
  frame(frame: AuditedFrame): void {
    const watch = this.#watches[frame.step];
    if (watch === undefined) return;
    watch.frames++;
    const { frameChecks } = watch;
    for (let i = 0; i < frameChecks.length; i++) {
      const { check, tracked } = frameChecks[i] as StepWatch['frameChecks'][number];
      if (!holds(check, frame)) this.#frameFailed(tracked, check, frame);
    }
  }

  /** Checks a write that has failed. */
  error({ step, message }: WriteError): void {
    const watch = this.#watches[step];
    if (watch === undefined) return;
    watch.errors++;
    watch.firstError ??= message;
    for (const { tracked, text } of watch.errorChecks) {
      if (!message.includes(text)) this.#fail(tracked, JSON.stringify(message));
    }
  }

  /**
   * Checks what can only be known now.
   * @param figures - undefined if the run was stopped: what is not known to have failed is not checked then
   */
  finish(figures: RunFigures | undefined): ExpectationResult {
    if (figures === undefined) {
      for (const tracked of this.#tracked) tracked.checked = tracked.failures > 0;
      return this.#result();
    }
    for (const watch of this.#watches) if (watch !== undefined) this.#finishStep(watch);
    for (const tracked of this.#tracked) {
      const { expectation } = tracked;
      const found = expectation.site === null ? runFinding(expectation.check, figures) : undefined;
      if (found !== undefined) this.#fail(tracked, found);
    }
    return this.#result();
  }

  #watch(tracked: Tracked, expectation: StepExpectation): void {
    const { site, check } = expectation;
    const watch = this.#watches[site.index] ?? newWatch();
    this.#watches[site.index] = watch;
    watch.all.push({ tracked, expectation });
    if (check.key === 'error') watch.errorChecks.push({ tracked, text: check.text });
    else if (isOfFrame(check)) watch.frameChecks.push({ tracked, check });
  }

  #finishStep(watch: StepWatch): void {
    for (const { tracked, expectation } of watch.all) {
      const found = watch.taken === 0 ? 'a step that was never taken' : missing(watch, expectation);
      if (found !== undefined) this.#fail(tracked, found);
    }
  }

  #frameFailed(tracked: Tracked, check: FrameCheck, frame: AuditedFrame): void {
    const failure = this.#fail(tracked);
    if (failure === undefined) return;
    const { found, marks } = findingOf(check, frame);
    failure.found = found;
    failure.frame = frame.number;
    failure.excerpt = markedExcerpt(frame, check, marks);
  }

  /** @returns the failure if it is kept; one that is only counted costs nothing more */
  #fail(tracked: Tracked, found = ''): ExpectationFailure | undefined {
    tracked.failures++;
    this.#failureCount++;
    if (this.#kept >= MOST_FAILURES || tracked.kept.length >= MOST_FAILURES_EACH) return undefined;
    this.#kept++;
    const { expectation } = tracked;
    const failure: ExpectationFailure = {
      ...this.#placeOf(expectation),
      step: expectation.site?.index ?? null,
      release: this.#release,
      field: expectation.check.key,
      expected: tracked.what,
      found,
      frame: null,
      excerpt: null,
    };
    tracked.kept.push(failure);
    return failure;
  }

  #placeOf({ place: { file, line, column } }: Expectation): ExpectationPlace {
    return file === this.#file ? { line, column } : { file, line, column };
  }

  #result(): ExpectationResult {
    const checked = this.#tracked.filter((tracked) => tracked.checked);
    return {
      checked: checked.length,
      failed: checked.filter(({ failures }) => failures > 0).length,
      unchecked: this.#tracked.length - checked.length,
      items: this.#tracked.slice(0, MOST_ITEMS).map((tracked) => this.#itemOf(tracked)),
      failures: this.#tracked.flatMap(({ kept }) => kept),
      failureCount: this.#failureCount,
    };
  }

  #itemOf({ expectation, what, failures, checked }: Tracked): ExpectationItem {
    return {
      ...this.#placeOf(expectation),
      step: expectation.site?.index ?? null,
      label: expectation.site?.label ?? 'the run',
      what,
      met: checked && failures === 0,
      checked,
      failures,
    };
  }
}

function newWatch(): StepWatch {
  return {
    frameChecks: [],
    all: [],
    errorChecks: [],
    taken: 0,
    frames: 0,
    errors: 0,
    firstError: undefined,
  };
}

function isOfFrame(check: StepCheck): check is FrameCheck {
  return check.key !== 'frames' && check.key !== 'error';
}

/** @returns what a step lacks at the end; undefined if nothing */
function missing(
  { taken, frames, errors, firstError }: StepWatch,
  { check, mayHaveNoFrame }: StepExpectation,
): string | undefined {
  const because = firstError === undefined ? '' : `: ${firstError}`;
  if (check.key === 'error') return errors === 0 ? 'none' : undefined;
  if (check.key === 'frames') {
    const { min, max } = check.amount;
    const isMet = isWithin(frames, { min: min * taken, max: max === 0 ? 0 : max * taken });
    return isMet
      ? undefined
      : `${foundWords(frames, 'frame')}${taken === 1 ? '' : ` in ${taken} times`}${because}`;
  }
  return frames === 0 && !mayHaveNoFrame ? `no frame${because}` : undefined;
}
