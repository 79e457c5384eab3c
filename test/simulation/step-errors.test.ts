import { expect, test } from 'vitest';
import { TooManyWaiting } from '../../src/netchannel/writer-queue.ts';
import { CannotGoOn } from '../../src/simulation/cannot-go-on.ts';
import type { WriteError } from '../../src/simulation/result.ts';
import { StepErrors } from '../../src/simulation/step-errors.ts';
import { CannotWrite } from '../../src/wire/cannot-write.ts';

function noting(listed = 10): { errors: StepErrors; told: WriteError[] } {
  const told: WriteError[] = [];
  const placeOf = (step: number): string => `x.yaml:${step + 10}`;
  return { errors: new StepErrors({ listed, placeOf, told: (error) => told.push(error) }), told };
}

test('all are counted and told, the first ones are listed', () => {
  const { errors, told } = noting(2);
  for (let step = 0; step < 5; step++) errors.note(step, `error ${step}`);
  expect(errors.count).toBe(5);
  expect(errors.list).toEqual([
    { step: 0, message: 'error 0' },
    { step: 1, message: 'error 1' },
  ]);
  expect(told).toHaveLength(5);
});

test('a write that fails is noted', () => {
  const { errors } = noting();
  errors.failed(3, new CannotWrite('Cannot write the frame: need 20 bytes, got 12'));
  expect(errors.list).toEqual([{ step: 3, message: 'Cannot write the frame: need 20 bytes, got 12' }]);
});

test('too many that wait end the run, with the place of the step', () => {
  const { errors, told } = noting();
  const error = new TooManyWaiting(4096);
  expect(() => errors.failed(3, error)).toThrow(new CannotGoOn(`x.yaml:13: ${error.message}`));
  expect(told).toEqual([]);
});

test('mistakes of the program are not swallowed', () => {
  const { errors } = noting();
  const mistake = new TypeError('x is undefined');
  expect(() => errors.failed(0, mistake)).toThrow(mistake);
  expect(errors.count).toBe(0);
});

test('what the device reports has words', () => {
  const { errors } = noting();
  errors.listenDied(1, 'netback', new Error('the ring is broken'));
  errors.badResponse(2, 7, -1);
  errors.badResponse(3, 8, undefined);
  expect(errors.list.map(({ message }) => message)).toEqual([
    'netback stopped listening: the ring is broken',
    'netback refused the frame in block 7 with status -1',
    'netback answered request 8, which nobody waits for',
  ]);
});

test('what is forgotten leaves room', () => {
  const { errors } = noting(1);
  errors.note(0, 'before');
  errors.clear();
  errors.note(1, 'after');
  expect(errors.count).toBe(1);
  expect(errors.list).toEqual([{ step: 1, message: 'after' }]);
});
