import { expect, test } from 'vitest';
import { isInRange, OSEC_2019_01 } from '../../src/advisory/index.ts';
import { isVulnerable } from '../../src/netchannel/devices.ts';
import {
  FIXED_IDS_RELEASE,
  FIXED_RELEASE,
  FIXED_UNMAP_RELEASE,
  isRelease,
  RELEASE_NAMES,
  RELEASES,
  VULNERABLE_RELEASE,
} from '../../src/netchannel/releases.ts';

/** Every row, also those that are not offered. */
const ALL = Object.values(RELEASES);

test('each row says when it came, with which commit, and what it does', () => {
  for (const [name, { release, date, commit, summary }] of Object.entries(RELEASES)) {
    expect(release).toBe(name);
    expect(date).toMatch(/^20\d\d-\d\d-\d\d$/);
    expect(commit).toMatch(/^(before )?[0-9a-f]{40}$/);
    expect(summary).not.toBe('');
  }
  const dates = ALL.map(({ date }) => date);
  expect(dates).toEqual([...dates].sort());
});

test('each row behaves differently from the one before it', () => {
  for (const [i, { release, front, back }] of ALL.entries()) {
    const before = ALL[i - 1];
    expect({ front, back }, release).not.toEqual({ front: before?.front, back: before?.back });
  }
});

test('the vulnerability and its fix are one value of each end', () => {
  const { front, back } = RELEASES['1.10.0'];
  expect([front.fillInto, front.clearBeforeFill]).toEqual(['shared block', 'nothing']);
  expect(RELEASES['1.10.1'].front).toEqual({ ...front, clearBeforeFill: 'block' });
  expect(RELEASES['1.10.1'].back).toEqual({ ...back, clearBeforeFill: 'page' });
});

test('only their names are releases', () => {
  expect(Object.keys(RELEASES)).toEqual(expect.arrayContaining([...RELEASE_NAMES]));
  expect(RELEASE_NAMES.every(isRelease)).toBe(true);
  for (const name of ['', '1.10', '1.10.20', 'toString', '__proto__'])
    expect(isRelease(name), name).toBe(false);
});

test('those are vulnerable that the advisory says are, by what they do', () => {
  expect(['1.9.0', '1.10.0', '1.10.1', '2.0.0'].filter((name) => isVulnerable(name))).toEqual(['1.10.0']);
  for (const name of RELEASE_NAMES)
    expect(isVulnerable(name), name).toBe(isInRange(name, OSEC_2019_01.affected));
  expect({ from: VULNERABLE_RELEASE, before: FIXED_RELEASE }).toEqual(OSEC_2019_01.affected);
});

test('the fixes of the relatives are in the first releases that do as they have it', () => {
  const names = Object.keys(RELEASES) as (keyof typeof RELEASES)[];
  expect(names.find((name) => RELEASES[name].front.requestIds === 'of the block')).toBe(FIXED_IDS_RELEASE);
  expect(names.find((name) => RELEASES[name].front.endsAccess === 'once unmapped')).toBe(FIXED_UNMAP_RELEASE);
});
