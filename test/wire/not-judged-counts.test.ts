import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { REASON_ETHERTYPE, REASON_IP_PROTOCOL, REASON_LINK_TYPE } from '../../src/wire/not-judged.ts';
import { MOST_REASONS, mergeNotJudged, NotJudgedCounts } from '../../src/wire/not-judged-counts.ts';

describe('counts of frames that are not judged', () => {
  test('by reason, with the number that it is about and words for people', () => {
    const counts = new NotJudgedCounts();
    counts.count(REASON_IP_PROTOCOL, 89, 2);
    counts.count(REASON_ETHERTYPE, 0x88b5, 3);
    counts.count(REASON_ETHERTYPE, 0x88b5, 4);
    counts.count(REASON_LINK_TYPE, 89, 7);
    expect(counts.list()).toEqual([
      {
        reason: 'ethertype',
        value: 0x88b5,
        text: 'ethertype 0x88b5 (for local experiments) is not known',
        frames: 2,
        firstFrame: 3,
      },
      {
        reason: 'ip-protocol',
        value: 89,
        text: 'IP protocol 89 (OSPF) is not looked into',
        frames: 1,
        firstFrame: 2,
      },
      { reason: 'link-type', value: 89, text: 'link type 89 is not looked into', frames: 1, firstFrame: 7 },
    ]);
    counts.clear();
    expect(counts.list()).toEqual([]);
  });

  test('of any number of reasons, the first ones by themselves and the others as one', () => {
    const counts = new NotJudgedCounts();
    for (let i = 0; i < 1000; i++) counts.count(REASON_ETHERTYPE, 0x9000 + (i % 500), i + 1);
    const groups = counts.list();
    expect(groups).toHaveLength(MOST_REASONS + 1);
    const [other] = groups;
    expect(other).toEqual({
      reason: 'other',
      value: null,
      text: 'other reasons',
      frames: 2 * (500 - MOST_REASONS),
      firstFrame: MOST_REASONS + 1,
    });
    expect(groups.reduce((sum, { frames }) => sum + frames, 0)).toBe(1000);
  });

  test('of parts come to those of the whole', () => {
    const frames = fc.array(fc.tuple(fc.constantFrom(REASON_ETHERTYPE, REASON_IP_PROTOCOL), fc.nat(9)));
    fc.assert(
      fc.property(frames, fc.nat(20), (all, cut) => {
        const whole = new NotJudgedCounts();
        const parts = [new NotJudgedCounts(), new NotJudgedCounts()];
        all.forEach(([reason, value], i) => {
          whole.count(reason, value, i + 1);
          parts[i < cut ? 0 : 1]?.count(reason, value, i + 1);
        });
        expect(mergeNotJudged(parts.map((part) => part.list()))).toEqual(whole.list());
      }),
    );
  });
});
