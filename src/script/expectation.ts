import type { DeviceName } from '../netchannel/devices.ts';
import type { CHECKSUM_NAMES, VERDICT_NAMES } from '../wire/checksum-status.ts';
import type { ScriptSite } from './step.ts';

/** What an expectation can say about the frames of a step: on each of them, and on how many there are. */
export const STEP_EXPECT_KEYS = [
  'verdict',
  'because',
  'cause',
  'leaks',
  'bytes',
  'length',
  'frames',
  'error',
] as const;

/** What an expectation can say about the counts of a run. */
export const RUN_COUNT_KEYS = [
  'frames',
  'delivered',
  'discarded',
  'unverifiable',
  'not_judged',
  'leaked',
  'cross_recipient',
  'checksum_failures',
  'not_as_pushed',
  'left_to_card',
  'segmented',
  'fixed_up',
  'sums_dropped',
  'overlooked',
  'own_bytes',
  'exposed',
  'errors',
  'blocked',
  'passed_on',
  'dropped',
] as const;

/** What of it can be said of one channel of several. */
export const CHANNEL_COUNT_KEYS: readonly (typeof RUN_COUNT_KEYS)[number][] = [
  'frames',
  'delivered',
  'discarded',
  'unverifiable',
  'not_judged',
  'leaked',
  'cross_recipient',
  'left_to_card',
  'segmented',
  'fixed_up',
  'sums_dropped',
  'overlooked',
  'passed_on',
];

/** Why checksums are wrong. */
export const CHECKSUM_CAUSES = ['stale-memory', 'writer', 'left-to-card'] as const;

/** From `min` to `max`, both included; `max` may be Infinity. */
export interface Amount {
  min: number;
  max: number;
}

/** What each frame of a step must be like. */
export type FrameCheck =
  | { key: 'verdict'; verdict: (typeof VERDICT_NAMES)[number] }
  /** Exactly these checksums are wrong. */
  | { key: 'because'; checksums: readonly (typeof CHECKSUM_NAMES)[number][] }
  | { key: 'cause'; cause: (typeof CHECKSUM_CAUSES)[number] }
  /** Stale bytes in the frame. */
  | { key: 'leaks'; amount: Amount }
  | { key: 'bytes'; at: number; bytes: Uint8Array }
  | { key: 'length'; length: number };

/** What the frames of a step, or its failed writes, must be like together. */
export type StepCheck =
  | FrameCheck
  /** Frames for each time that the step is taken. */
  | { key: 'frames'; amount: Amount }
  /** Each error of the step contains `text`, and there is one; any error if it is empty. */
  | { key: 'error'; text: string };

/** What a whole run must come to. */
export type RunCheck =
  | { key: (typeof RUN_COUNT_KEYS)[number]; amount: Amount; channel?: string }
  | { key: 'secrets'; secret: string; disclosure: Disclosure | undefined };

/** Who gets stale bytes of a secret: these hosts, and nobody else. */
export interface Disclosure {
  to: readonly Reached[];
  /** Different bytes of the secret that each of them gets. */
  amount: Amount;
}

/** Somebody who gets something. */
export interface Reached {
  /** As the script says it. */
  name: string;
  /** One of its addresses, in the notation of the audit's recipients: it stands for the host whose it is. */
  address: string;
}

interface Placed {
  /** Where the key of the expectation stands. */
  place: { file: string; line: number; column: number };
  /** Undefined: it holds under every release. */
  releases: readonly DeviceName[] | undefined;
}

/** One thing that a script expects of a step. */
export interface StepExpectation extends Placed {
  site: ScriptSite;
  check: StepCheck;
  /** It is not a failure that no frame crosses, because the script says how many do, or that the write fails. */
  mayHaveNoFrame: boolean;
}

/** One thing that a script expects of the run. */
export interface RunExpectation extends Placed {
  site: null;
  check: RunCheck;
}

export type Expectation = StepExpectation | RunExpectation;
