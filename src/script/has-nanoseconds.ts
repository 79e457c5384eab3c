import type { ByteRange } from '../wire/bytes.ts';
import { type PayloadSource, payloadLength } from './payload.ts';
import type { Link, Planned, PollPolicy, Script } from './script.ts';
import type { Fault, Step } from './step.ts';

/**
 * Whether frames of a script can cross in between microseconds, so that a capture of microseconds would lose something:
 * some time that it names is no whole number of them, or its link sends bytes at a rate at which one is none. What is
 * not taken, such as an alternative of a choice, counts as well: the answer is the same whatever the seed.
 */
export function hasNanoseconds(script: Script): boolean {
  const { epochNanoseconds, intervalNanoseconds, poll, link, steps } = script;
  return (
    epochNanoseconds % 1000n !== 0n ||
    isFine(intervalNanoseconds) ||
    isFine(pollTime(poll)) ||
    (link !== undefined && isFineLink(link)) ||
    steps.some(isFinePlan)
  );
}

/** @param nanoseconds - not negative; Infinity is until further notice, and no time at all */
function isFine(nanoseconds: number): boolean {
  return nanoseconds !== Infinity && nanoseconds % 1000 !== 0;
}

function pollTime(poll: PollPolicy): number {
  return poll.kind === 'after' ? poll.nanoseconds : 0;
}

function isFineLink({ bitsPerSecond, latencyNanoseconds }: Link): boolean {
  return isFine(latencyNanoseconds) || isFine(8e9 / bitsPerSecond);
}

function isFinePlan(planned: Planned): boolean {
  switch (planned.kind) {
    case 'step':
      return isFineStep(planned.build(placeNothing));
    case 'repeat':
      return isFine(planned.pace?.nanoseconds ?? 0) || planned.steps.some(isFinePlan);
    case 'choice':
      return planned.alternatives.some(({ steps }) => steps.some(isFinePlan));
  }
}

function isFineStep(step: Step): boolean {
  if (step.kind === 'wait' || step.kind === 'repetition') return isFine(step.nanoseconds);
  if (step.kind === 'note' || step.kind === 'own page') return false;
  return isFine(step.timing?.nanoseconds ?? 0) || (step.kind === 'fault' && isFine(faultTime(step.fault)));
}

function faultTime(fault: Fault): number {
  return fault.kind === 'delay' || fault.kind === 'stall' || fault.kind === 'hold' ? fault.nanoseconds : 0;
}

/** What a step says of its time does not depend on its payload. */
function placeNothing(source: PayloadSource): ByteRange {
  return { bytes: NOTHING, offset: 0, length: payloadLength(source) };
}

const NOTHING = new Uint8Array(0);
