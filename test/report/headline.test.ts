import { expect, test } from 'vitest';
import { headline, isVulnerable, staleMemoryHurt } from '../../src/report/headline.ts';
import { EVENTFUL, UNEVENTFUL } from './fixture.ts';

test('a leak is told in one sentence', () => {
  expect(headline(EVENTFUL)).toBe(
    'netchannel 1.10.0 hands blocks of shared memory to packet writers without clearing them: 1 of 10 frames carried bytes of earlier packets (30 in all), 1 of them to another address than they were meant for; the receiver discarded 2 frames for 3 wrong checksums, 2 of which stale memory had been summed into.',
  );
});

test('without a leak it says why there is none', () => {
  expect(headline(UNEVENTFUL)).toBe(
    'netchannel 1.10.1 leaks nothing (the packet is written straight into the shared block, which is zeroed first: the fix): no bytes of an earlier packet in 10 frames; the receiver discarded none.',
  );
  expect(headline({ ...UNEVENTFUL, release: '1.9.0' })).toContain(
    '(the caller brings a finished packet, which is',
  );
});

test('the vulnerable release may do no harm', () => {
  const lucky = { ...UNEVENTFUL, release: '1.10.0' };
  expect(headline(lucky)).toContain('without clearing them: no bytes of an earlier packet in 10 frames');
  expect(staleMemoryHurt(lucky)).toBe(false);
  expect(staleMemoryHurt(EVENTFUL)).toBe(true);
});

test.each([
  [
    ['stale-memory'],
    'the receiver discarded 2 frames, with checksums that stale memory had been summed into',
  ],
  [['writer'], 'the receiver discarded 2 frames, with checksums that the writer got wrong by itself'],
] as const)('one cause alone: %s', ([cause], expected) => {
  const checksumGroups = [{ protocol: 'ipv4', cause, failures: 3, firstFrame: 1 }] as const;
  expect(headline({ ...EVENTFUL, checksumGroups: [...checksumGroups] })).toContain(expected);
});

test('no frames, and a release that nobody knows', () => {
  const totals = { ...UNEVENTFUL.totals, frames: 0 };
  expect(headline({ ...UNEVENTFUL, totals })).toBe('netchannel 1.10.1: no frame crossed the channel.');
  expect(headline({ ...UNEVENTFUL, release: '2.0.0' })).toMatch(
    /^netchannel 2\.0\.0: no bytes of an earlier packet in 10 frames/,
  );
});

test('only 1.10.0 is vulnerable', () => {
  expect(['1.9.0', '1.10.0', '1.10.1', '2.0.0'].filter(isVulnerable)).toEqual(['1.10.0']);
});
