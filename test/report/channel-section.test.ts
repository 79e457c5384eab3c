import { expect, test } from 'vitest';
import { firewallSentence } from '../../src/report/channel-section.ts';

test('why a firewall dropped frames is said of one, or of each of several', () => {
  const why = 'it is a fragment';
  const sentence = (frames: number): string =>
    firewallSentence({
      forwarded: 1,
      translated: 0,
      answered: 0,
      dropped: frames,
      reasons: [{ why, frames, firstFrame: 9 }],
    });
  expect(sentence(1)).toContain('it dropped 1: 1 frame because it is a fragment, first frame 9.');
  expect(sentence(2)).toContain('it dropped 2: 2 frames, each because it is a fragment, first frame 9.');
});
