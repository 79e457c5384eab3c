import { expect, test } from 'vitest';
import { isInRange, OSEC_2019_01 } from '../../src/advisory/index.ts';
import {
  FIXED_RELEASE,
  isRelease,
  isVulnerable,
  RELEASE_NAMES,
  RELEASES,
  VULNERABLE_RELEASE,
} from '../../src/netchannel/releases.ts';

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

test('those are vulnerable that the advisory says are, by what they do', () => {
  expect(['1.9.0', '1.10.0', '1.10.1', '2.0.0'].filter(isVulnerable)).toEqual(['1.10.0']);
  for (const name of RELEASE_NAMES)
    expect(isVulnerable(name), name).toBe(isInRange(name, OSEC_2019_01.affected));
  expect({ from: VULNERABLE_RELEASE, before: FIXED_RELEASE }).toEqual(OSEC_2019_01.affected);
});
