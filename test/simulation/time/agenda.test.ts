import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Agenda } from '../../../src/simulation/time/agenda.ts';
import { Moment } from '../../../src/simulation/time/moment.ts';

interface Entry {
  what: number;
  at: number;
}

function moment(nanoseconds: number): Moment {
  const made = new Moment();
  made.advance(nanoseconds);
  return made;
}

function takeAll(agenda: Agenda): Entry[] {
  const taken: Entry[] = [];
  const when = new Moment();
  while (agenda.count > 0) {
    const what = agenda.take(when);
    taken.push({ what, at: when.seconds * 1e9 + when.nanoseconds });
  }
  return taken;
}

const entries = fc.array(fc.record({ what: fc.nat(3), at: fc.nat(3).map((s) => s * 6e8) }), {
  maxLength: 60,
  size: 'max',
});

test('entries come out in the order of time, and those of one moment in the order in which they went in', () => {
  fc.assert(
    fc.property(entries, (all) => {
      const agenda = new Agenda();
      for (const { what, at } of all) agenda.add(what, moment(at));
      expect(takeAll(agenda)).toEqual(all.toSorted((a, b) => a.at - b.at));
    }),
  );
});

test('what is cancelled does not come out', () => {
  fc.assert(
    fc.property(entries, fc.nat(3), (all, cancelled) => {
      const agenda = new Agenda();
      for (const { what, at } of all) agenda.add(what, moment(at));
      agenda.cancel(cancelled);
      const left = all.filter(({ what }) => what !== cancelled);
      expect(takeAll(agenda)).toEqual(left.toSorted((a, b) => a.at - b.at));
    }),
  );
});

test('an entry is due at its moment, and after it', () => {
  const agenda = new Agenda();
  expect(agenda.isDueBy(moment(1e12))).toBe(false);
  agenda.add(7, moment(1_500_000_000));
  expect([1_499_999_999, 1_500_000_000, 2_000_000_000].map((at) => agenda.isDueBy(moment(at)))).toEqual([
    false,
    true,
    true,
  ]);
});

test('nothing can be taken off an empty agenda', () => {
  expect(() => new Agenda().take(new Moment())).toThrow(
    new RangeError('Cannot take the next entry: nothing is due'),
  );
});
