import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { WrongChecksum } from '../../src/audit/blame.ts';
import { COMPARED_RELEASES } from '../../src/netchannel/releases.ts';
import { Simulation } from '../../src/simulation/simulation.ts';
import { steps } from '../support/random-steps.ts';

const MAC = Uint8Array.of(0, 0x16, 0x3e, 0, 0, 1);

test('a frame in view has the wrong checksums that are told one by one', () => {
  let seen = 0;
  fc.assert(
    fc.property(steps(80), fc.constantFrom(...COMPARED_RELEASES), (workload, release) => {
      let told: WrongChecksum[] = [];
      const simulation = new Simulation({
        release,
        mac: MAC,
        listener: {
          checksumFailure: ({ protocol, cause, offset }) => told.push({ protocol, cause, offset }),
          frame: (frame) => {
            expect(frame.wrongChecksums()).toEqual(told);
            expect(frame.verdict === 'discarded').toBe(told.length > 0);
            seen += told.length;
            told = [];
          },
        },
      });
      for (const step of workload) simulation.take(step);
      simulation.finish();
    }),
    { numRuns: 150 },
  );
  expect(seen).toBeGreaterThan(50);
});
