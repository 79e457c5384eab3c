import { comparisonHeadline } from '../comparison/headline.ts';
import { Names } from '../names.ts';
import { endCheck } from './checks.ts';
import type { ReportedComparison } from './reported-comparison.ts';
import { failedWrites, footnotesOn, identityOf, propertiesOf, type Suite } from './suite.ts';

/**
 * @returns a suite for each release. That releases differ is what a comparison is made to show, and fails nothing: each is
 * held against running to its end.
 */
export function suitesOfComparison({ result, captures }: ReportedComparison): Suite[] {
  const { script, seed, complete, stepsTaken, releases } = result;
  const names = new Names(result);
  return releases.map((outcome): Suite => {
    const { release } = outcome;
    return {
      ...identityOf({ file: script.file, release }),
      checks: [endCheck(script.file, { complete, stepsTaken })],
      properties: propertiesOf({ ...outcome, script, seed }),
      remarks: [comparisonHeadline(result), ...failedWrites(outcome, names)],
      footnotes: footnotesOn(outcome, captures.get(release)?.file),
      isStopped: !complete,
    };
  });
}
