import { expect, test } from 'vitest';
import { RELEASE_SUMMARIES, REMEDY_SUMMARIES } from '../../src/page/release-summaries.ts';

test('of each release, what it does with memory, and of those with a flaw of their own, which', () => {
  expect(RELEASE_SUMMARIES.map(({ release, short }) => `${release} ${short}`)).toEqual([
    '1.4.1 OSEC-2016-02: one id for two blocks',
    '1.5.0 packets are copied',
    '1.9.0 packets are copied',
    '1.10.0 OSEC-2019-01: nobody clears',
    '1.10.1 cleared first',
    '1.10.2 cleared and unmapped first',
    '1.13.1 cleared and unmapped first',
    '2.1.3 cleared and unmapped first',
    '2.1.6 cleared and unmapped first',
    '2.1.7 cleared and unmapped first',
    '2.1.8 cleared and unmapped first',
  ]);
});

test('each release and remedy is summed up in a sentence', () => {
  for (const { summary } of [...RELEASE_SUMMARIES, ...REMEDY_SUMMARIES]) expect(summary).toMatch(/\w+ \w+/);
});
