import { deviceTitle } from '../../netchannel/devices.ts';
import type {
  ComparedFrame,
  ComparisonResult,
  FrameDifference,
} from '../../simulation/comparison/comparison-result.ts';
import { comparisonHeadline } from '../comparison/headline.ts';
import { Names } from '../names.ts';
import { printable } from '../printable.ts';
import { byteSpan, counted } from '../words.ts';
import { endCheck } from './checks.ts';
import type { PlacedFinding } from './placed-finding.ts';
import type { ReportedComparison } from './reported-comparison.ts';
import { placeOfStep } from './run-findings.ts';
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
      findings: () => findingsOfRelease(result, release, names),
    };
  });
}

/** @returns what is stale in the frames of a release that differ from those of others, as far as they are listed */
function findingsOfRelease(result: ComparisonResult, release: string, names: Names): PlacedFinding[] {
  return result.differences.first.flatMap((difference) =>
    difference.frames
      .filter((frame) => frame.release === release)
      .flatMap((frame) => findingsOfFrame(result, difference, frame, names)),
  );
}

function findingsOfFrame(
  result: ComparisonResult,
  { step, protocol, recipient }: FrameDifference,
  { release, number, bytes, stale, staleSums }: ComparedFrame,
  names: Names,
): PlacedFinding[] {
  const { script, steps } = result;
  const site = steps[step];
  const to = names.party(recipient);
  const common = {
    fails: false,
    ...placeOfStep(result, step, script.file),
    column: 0,
    frame: number,
  } as const;
  const identity = [release, site?.file ?? script.file, site?.label ?? '', protocol, to];
  const sums = staleSums.map(({ offset, field }): PlacedFinding => {
    const text = `Under ${deviceTitle(release)}, frame ${number} to ${to}: ${field} summed over stale memory`;
    return {
      ...common,
      rule: 'stale-sum',
      message: printable(text),
      bytes: [{ what: field, start: offset, end: offset + 2, capture: null }],
      identity: [...identity, field],
    };
  });
  const [first] = stale;
  if (first === undefined) return sums;
  const count = stale.reduce((sum, { start, end }) => sum + end - start, 0);
  const text = `Under ${deviceTitle(release)}, frame ${number} to ${to} has ${count} of ${counted(bytes.length, 'byte')} from earlier packets, first ${byteSpan(first.start, first.end)} (${first.field})`;
  const leak: PlacedFinding = {
    ...common,
    rule: 'leak',
    message: printable(text),
    bytes: stale.map(({ start, end, field }) => ({ what: field, start, end, capture: null })),
    identity: [...identity, first.field],
  };
  return [leak, ...sums];
}
