import { expect, test } from 'vitest';
import { isRelease, RELEASE_NAMES, RELEASES } from '../../src/netchannel/releases.ts';

test('the releases differ in two things besides what is said about them', () => {
  const behaviour = RELEASE_NAMES.map((name) => {
    const { release, date, commit, summary, ...rest } = RELEASES[name];
    expect(release).toBe(name);
    expect(`${date} ${commit} ${summary}`).toMatch(/^2019-\d\d-\d\d .*[0-9a-f]{40} .+/);
    return rest;
  });
  expect(behaviour).toEqual([
    { fillInto: 'private buffer', clearBeforeFill: false },
    { fillInto: 'shared block', clearBeforeFill: false },
    { fillInto: 'shared block', clearBeforeFill: true },
  ]);
});

test('only their names are releases', () => {
  expect(RELEASE_NAMES).toEqual(['1.9.0', '1.10.0', '1.10.1']);
  expect(RELEASE_NAMES.every(isRelease)).toBe(true);
  for (const name of ['', '1.10', '1.10.2', 'toString', '__proto__'])
    expect(isRelease(name), name).toBe(false);
});
