import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Provenance } from '../../src/audit/provenance.ts';
import { WriteRecords } from '../../src/audit/write-records.ts';
import { rangesWhere } from '../support/ranges.ts';

const SIZE = 64;

/** Up to four stretches, in order, that do not touch. */
const runs = fc.uniqueArray(fc.nat(SIZE), { maxLength: 8 }).map((places) => {
  const sorted = places.sort((a, b) => a - b);
  return rangesWhere(SIZE, (at) => sorted.filter((place) => place <= at).length % 2 === 1);
});

const change = fc.oneof(
  { weight: 1, arbitrary: fc.constant('clear' as const) },
  { weight: 12, arbitrary: runs },
);

test('intervals agree with one tag per byte, for any writes and clears', () => {
  fc.assert(
    fc.property(fc.array(change, { maxLength: 60, size: 'max' }), (changes) => {
      const records = new WriteRecords();
      const provenance = new Provenance(SIZE, records);
      const tags = new Array<number>(SIZE).fill(0);
      for (const [i, step] of changes.entries()) {
        if (step === 'clear') {
          provenance.clear();
          tags.fill(0);
          continue;
        }
        const record = records.create(i + 1, 0, 0);
        provenance.write(step.flat(), record.id);
        for (const [from, to] of step) tags.fill(i + 1, from, to);
        records.drop(record.id);
      }
      const seen: number[] = [];
      for (let i = 0; i < provenance.count; i++) {
        const from = seen.length;
        const to = provenance.end[i] ?? 0;
        expect(to).toBeGreaterThan(from);
        // Of clean memory that is 0.
        while (seen.length < to) seen.push(records.at(provenance.record[i] ?? Number.NaN).write);
      }
      expect(seen).toEqual(tags);
      expect(records.live).toBe(new Set(tags.filter((tag) => tag !== 0)).size);
    }),
    { numRuns: 1000 },
  );
});

test('writing the same stretch again and again takes no more room', () => {
  const records = new WriteRecords();
  const provenance = new Provenance(2048, records);
  for (let i = 1; i <= 100_000; i++) {
    const record = records.create(i, 0, 0);
    provenance.write([0, 15, 16, 60 + (i % 7)], record.id);
    records.drop(record.id);
  }
  expect(provenance.end.length).toBeLessThanOrEqual(16);
  expect(records.made).toBeLessThan(8);
});
