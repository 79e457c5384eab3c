import { expect, test } from 'vitest';
import { choose } from './choose.ts';
import { figure } from './figures-fixture.ts';

const subjects = [
  figure({ name: 'C' }, 'cold', []),
  figure({ name: 'run', yardstick: 'C' }, 'cold', []),
  figure({ name: 'inspect' }, 'cold', []),
].map(({ subject }) => subject);

test.each([
  [undefined, ['C', 'run', 'inspect']],
  [/run/, ['C', 'run']],
  [/^inspect$/, ['inspect']],
  [/nothing/, []],
])('%s', (only, names) => {
  expect(choose(subjects, only).map(({ name }) => name)).toEqual(names);
});
