import { expect, test } from 'vitest';
import type { CallbackAxis } from '../../src/netchannel/axes.ts';
import { type CallbackOutcome, settleCallback } from '../../src/netchannel/callbacks.ts';
import { RecordingObserver } from '../support/recording-observer.ts';

/** @returns what becomes of a callback's outcome, in a word */
function fate(outcome: CallbackOutcome, axis: CallbackAxis): string {
  const told: string[] = [];
  const observer = Object.assign(new RecordingObserver(), {
    logged: () => void told.push('logged'),
    escaped: () => void told.push('escaped'),
  });
  if (settleCallback(outcome, axis, 'netback', observer)) told.push('waited for');
  return told.join();
}

test.each([
  ['detached', '', '', 'escaped', 'escaped'],
  ['detached, silenced', '', '', '', ''],
  ['detached, caught', '', '', 'logged', 'logged'],
  ['detached, caught but for out of memory', '', '', 'logged', 'escaped'],
  ['awaited, caught', '', 'waited for', 'logged', 'logged'],
] as const)('%s', (axis, ...fates) => {
  const outcomes = ['done', 'pending', 'failure', 'out of memory'] as const;
  expect(outcomes.map((outcome) => fate(outcome, axis))).toEqual(fates);
});
