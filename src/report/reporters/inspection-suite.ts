import { COMPRESSED_NOTE } from '../../capture-reader/compressed.ts';
import type { InspectedFrame } from '../../inspection/inspected-frame.ts';
import type { InspectionResult } from '../../inspection/result.ts';
import {
  foundLine,
  INSPECTION_FINDINGS,
  type InspectionFinding,
  type InspectionFindingName,
} from '../inspection/findings.ts';
import { inspectionHeadline } from '../inspection/headline.ts';
import { printable } from '../printable.ts';
import { counted, grouped } from '../words.ts';
import type { Check } from './checks.ts';
import type { FindingBytes, FindingRule, PlacedFinding } from './placed-finding.ts';
import type { ReportedInspection } from './reported-inspection.ts';
import { type Suite, withoutExtension } from './suite.ts';

/** What the findings are to those who point at places. */
const RULES: Readonly<Record<InspectionFindingName, FindingRule>> = {
  stale: 'leak',
  poison: 'poison',
  secret: 'secret',
  checksum: 'wrong-checksum',
  fcs: 'wrong-frame-check-sequence',
  padding: 'padding',
};

/** Findings of a kind that a check tells one by one. */
const MOST_TOLD = 20;

/**
 * @returns a suite with a check for each finding, and one that the capture was read to its end. What was found and not
 * asked to fail is told as skipped.
 */
export function suiteOfInspection({ result, failOn }: ReportedInspection): Suite {
  const { totals, format, complete, damage } = result;
  const file = result.file === null ? 'standard input' : printable(result.file);
  return {
    title: `inspection of ${file}`,
    className: `${withoutExtension(file)}.inspection`,
    file,
    checks: [
      endCheck(result, file),
      ...INSPECTION_FINDINGS.map((finding) => checkOf(finding, result, failOn.has(finding.name), file)),
    ],
    properties: {
      format: printable(format),
      packets: totals.packets,
      frames: totals.frames,
      delivered: totals.delivered,
      discarded: totals.discarded,
      notJudged: totals.notJudged,
      staleBytes: totals.staleBytes,
      crossRecipientBytes: totals.crossRecipientBytes,
      poisonBytes: totals.poisonBytes,
      secretsSeen: totals.secretsSeen,
      checksumFailures: totals.checksumFailures,
      offloadedChecksums: totals.offloadedChecksums,
      wrongFrameCheckSequences: totals.wrongFrameCheckSequences,
      paddedFrames: totals.paddedFrames,
      paddingBytes: totals.paddingBytes,
    },
    remarks: [inspectionHeadline(result)],
    footnotes: [],
    isStopped: !complete && damage === null,
    findings: () =>
      INSPECTION_FINDINGS.flatMap((finding) => placed(finding, result, failOn.has(finding.name), file)),
  };
}

function endCheck({ complete, damage, totals }: InspectionResult, file: string): Check {
  const read = counted(totals.packets, 'packet');
  const why =
    damage === null
      ? `Stopped after ${read}`
      : `Cannot be read from offset ${damage.offset} on, behind ${read}: ${printable(damage.reason)}`;
  return {
    name: 'is read to its end',
    kind: 'capture',
    outcome: complete ? 'passed' : 'error',
    message: complete ? '' : why,
    details: [],
    file,
    line: 0,
    column: 0,
  };
}

function checkOf(
  finding: InspectionFinding,
  result: InspectionResult,
  isAsked: boolean,
  file: string,
): Check {
  const { name, absence, found, count, each } = finding;
  const check = { name: absence, kind: 'finding', file, line: 0, column: 0 } as const;
  const sentence = found(result.totals);
  if (sentence === undefined) return { ...check, outcome: 'passed', message: '', details: [] };
  if (!isAsked) {
    const message = `${sentence}, which only --fail-on ${name} would fail`;
    return { ...check, outcome: 'skipped', message, details: [] };
  }
  const told = each(result).slice(0, MOST_TOLD);
  const hidden = count(result.totals) - told.length;
  return {
    ...check,
    outcome: 'failed',
    message: `${sentence}, which --fail-on ${name} asks to fail`,
    details: [
      ...told.map((found) => printable(foundLine(found))),
      ...(hidden > 0 && told.length > 0 ? [`… and ${grouped(hidden)} more`] : []),
    ],
  };
}

function placed(
  { name, each }: InspectionFinding,
  result: InspectionResult,
  fails: boolean,
  file: string,
): PlacedFinding[] {
  return each(result).map((found): PlacedFinding => {
    const { frame, what, span, crossRecipient = false, identity } = found;
    return {
      rule: crossRecipient ? 'cross-recipient-leak' : RULES[name],
      fails,
      message: printable(foundLine(found)),
      file,
      line: 0,
      column: 0,
      frame: frame.number,
      bytes:
        span === null ? [] : [{ what: printable(what), ...span, capture: inCapture(result, frame, span) }],
      identity: [file, frame.flow, ...identity],
    };
  });
}

/** @returns where bytes of a frame are in the file; null if there is none, or only what it is decompressed to is known */
function inCapture(
  { file, format }: InspectionResult,
  { position }: InspectedFrame,
  { start }: { start: number },
): FindingBytes['capture'] {
  if (file === null || format.endsWith(COMPRESSED_NOTE)) return null;
  return { file: printable(file), offset: position + start };
}
