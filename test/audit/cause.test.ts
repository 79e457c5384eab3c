import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { ChecksumFailure } from '../../src/audit/findings.ts';
import { steps } from '../support/random-steps.ts';
import { runSteps } from '../support/run-steps.ts';

const key = ({ frame, protocol }: ChecksumFailure): string => `${frame.number} ${protocol}`;

/**
 * Under 1.10.1 the same writers write the same packets to clean memory, so what is wrong there too is the
 * writer's fault, and what is right there is not. ICMPv6 is left out: on clean memory its packet has no payload
 * length, and nobody can judge it.
 */
test('a checksum is blamed on the writer if and only if it is wrong on clean memory too', () => {
  const seen = { 'stale-memory': 0, writer: 0, 'left-to-card': 0 };
  fc.assert(
    fc.property(steps(80), (workload) => {
      const dirty = runSteps(workload, '1.10.0');
      const wrongWhenClean = new Set(runSteps(workload, '1.10.1').failures.map(key));
      for (const failure of dirty.failures) {
        if (failure.protocol === 'icmpv6') continue;
        if (failure.cause === 'left-to-card') {
          seen['left-to-card']++;
          continue;
        }
        expect(failure.cause, key(failure)).toBe(
          wrongWhenClean.has(key(failure)) ? 'writer' : 'stale-memory',
        );
        seen[failure.cause]++;
        if (failure.cause === 'stale-memory') expect(failure.staleSummed).not.toEqual([]);
      }
    }),
    { numRuns: 100 },
  );
  expect(seen['stale-memory']).toBeGreaterThan(50);
  expect(seen.writer).toBeGreaterThan(20);
  expect(seen['left-to-card']).toBeGreaterThan(20);
});
