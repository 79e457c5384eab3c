import fc from 'fast-check';
import { expect, test } from 'vitest';
import { ChannelAgenda, entryOf } from '../../../src/simulation/time/channel-agenda.ts';
import { HOLD_ENDS, POLL, RETRY, STALL_ENDS } from '../../../src/simulation/time/due.ts';
import { Moment } from '../../../src/simulation/time/moment.ts';

test('each channel finds what it put on the common agenda, and nothing of another', () => {
  const entry = fc.tuple(
    fc.nat(16),
    fc.oneof(fc.nat(0xffff), fc.constantFrom(POLL, STALL_ENDS, RETRY, HOLD_ENDS)),
  );
  fc.assert(
    fc.property(fc.array(entry), (entries) => {
      const scheduled: number[] = [];
      const cancelled: number[] = [];
      const whole = {
        clock: new Moment(),
        schedule: (what: number) => scheduled.push(what),
        cancel: (what: number) => cancelled.push(what),
      };
      for (const [channel, what] of entries) {
        const agenda = new ChannelAgenda(whole, channel);
        agenda.schedule(what, 1);
        agenda.cancel(what);
      }
      expect(scheduled.map((what) => entryOf(what))).toEqual(
        entries.map(([channel, meaning]) => ({ channel, meaning })),
      );
      expect(cancelled).toEqual(scheduled);
      // The first channel has the agenda as it is.
      for (const [i, [channel, what]] of entries.entries())
        if (channel === 0) expect(scheduled[i]).toBe(what);
    }),
  );
});
