import { describe, expect, test } from 'vitest';
import type { PollPolicy } from '../../../src/script/script.ts';
import { POLL } from '../../../src/simulation/time/due.ts';
import { Poller } from '../../../src/simulation/time/poller.ts';
import { Timeline } from '../../../src/simulation/time/timeline.ts';

/** A poller of a device whose ends always have something to look at, and when it polled: nanoseconds, one by one. */
function polling(policy: PollPolicy): {
  poller: Poller;
  timeline: Timeline;
  polls: number[];
  ends: string[];
} {
  const polls: number[] = [];
  const timeline: Timeline = new Timeline(0n, 100, (what) => {
    expect(what).toBe(POLL);
    poller.pollDue();
  });
  const poll = (): void => void polls.push(Number(timeline.clock.sinceEpoch));
  const ends: string[] = [];
  const poller = new Poller(policy, { hasEvents: true, poll, pollEnd: (end) => ends.push(end) }, timeline);
  return { poller, timeline, polls, ends };
}

/** Takes steps at 0, 100, 200 … ns. */
function takeSteps({ poller, timeline }: ReturnType<typeof polling>, count: number): void {
  for (let i = 0; i < count; i++) {
    timeline.begin();
    poller.stepTaken();
    timeline.end();
  }
}

describe('when the ends of the channel are polled', () => {
  test.each<[PollPolicy, number[]]>([
    [{ kind: 'each' }, [0, 100, 200, 300, 400]],
    [{ kind: 'every', steps: 2 }, [100, 300, 400]],
    [{ kind: 'after', nanoseconds: 150 }, [150, 350, 550]],
    [{ kind: 'manual' }, []],
  ])('%o', (policy, expected) => {
    const all = polling(policy);
    takeSteps(all, 5);
    all.poller.finish();
    all.timeline.runOut();
    expect(all.polls).toEqual(policy.kind === 'each' ? [...expected, 400] : expected);
  });

  test('a poll of the script replaces the one that is due later', () => {
    const all = polling({ kind: 'after', nanoseconds: 150 });
    takeSteps(all, 1);
    all.poller.pollNow();
    expect(all.timeline.runOut()).toBe(false);
    expect(all.polls).toEqual([0]);
  });

  test('a poll of one end leaves the one of both where it is', () => {
    const all = polling({ kind: 'after', nanoseconds: 150 });
    takeSteps(all, 1);
    all.poller.pollNow('netfront');
    expect(all.timeline.runOut()).toBe(true);
    expect(all.polls).toEqual([150]);
    expect(all.ends).toEqual(['netfront']);
  });

  test.each<[PollPolicy, number]>([
    [{ kind: 'each' }, 1],
    [{ kind: 'every', steps: 2 }, 0],
    [{ kind: 'manual' }, 0],
  ])('a notification between steps: %o', (policy, expected) => {
    const { poller, polls } = polling(policy);
    poller.notified();
    expect(polls).toHaveLength(expected);
  });

  test('what decides about the next poll is told', () => {
    const told = (policy: PollPolicy, steps: number): number[] => {
      const all = polling(policy);
      takeSteps(all, steps);
      const numbers: number[] = [];
      all.poller.describeState((value) => numbers.push(value));
      return numbers;
    };
    expect(told({ kind: 'every', steps: 3 }, 4)).toEqual([0, 1]);
    expect(told({ kind: 'after', nanoseconds: 500 }, 1)).toEqual([1, 0]);
  });
});
