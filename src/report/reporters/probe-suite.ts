import type { ProbeResult } from '../../probe/result.ts';
import { printable } from '../printable.ts';
import { type PlacedFlaw, PROBE_FINDINGS, type ProbeFinding, placedFlaws } from '../probe/findings.ts';
import { probeHeadline } from '../probe/headline.ts';
import { counted } from '../words.ts';
import type { Check } from './checks.ts';
import type { PlacedFinding } from './placed-finding.ts';
import type { ReportedProbe } from './reported-probe.ts';
import { type Suite, withoutExtension } from './suite.ts';

/** Findings of a kind that a check tells one by one. */
const MOST_TOLD = 20;

/** @returns a suite with a check for each finding. What was found and not asked to fail is told as skipped. */
export function suiteOfProbe({ subject, file, result, failOn }: ReportedProbe): Suite {
  const flaws = placedFlaws(result);
  const { totals } = result;
  return {
    title: `probe of ${printable(subject)}`,
    className: `${withoutExtension(printable(file))}.probe`,
    file: printable(file),
    checks: PROBE_FINDINGS.map((finding) => checkOf(finding, result, flaws, failOn.has(finding.name), file)),
    properties: {
      frames: totals.frames,
      bytes: totals.bytes,
      written: totals.written,
      leakedBytes: totals.leaked,
      dependentBytes: totals.depends,
      staleSums: totals.staleSums,
      wrongChecksums: totals.wrongChecksums,
    },
    remarks: [probeHeadline(result)],
    footnotes: [],
    isStopped: false,
    findings: () =>
      flaws.map((flaw) => placed(flaw, file, failOn)).sort((a, b) => Number(b.fails) - Number(a.fails)),
  };
}

function checkOf(
  { name, absence, found, rules }: ProbeFinding,
  result: ProbeResult,
  flaws: readonly PlacedFlaw[],
  isAsked: boolean,
  file: string,
): Check {
  const check = { name: absence, kind: 'finding', file: printable(file), line: 0, column: 0 } as const;
  const sentence = found(result.totals);
  if (sentence === undefined) return { ...check, outcome: 'passed', message: '', details: [] };
  if (!isAsked) {
    const message = `${sentence}, which only --fail-on ${name} would fail`;
    return { ...check, outcome: 'skipped', message, details: [] };
  }
  const lines = flaws.filter(({ flaw }) => rules.includes(flaw.rule)).map(lineOf);
  const hidden = lines.length - MOST_TOLD;
  return {
    ...check,
    outcome: 'failed',
    message: `${sentence}, which --fail-on ${name} asks to fail`,
    details: [
      ...lines.slice(0, MOST_TOLD),
      ...(hidden > 0 ? [`… and ${counted(hidden, 'more', 'more')}`] : []),
    ],
  };
}

function lineOf({ frame, says }: PlacedFlaw): string {
  return printable(`frame ${frame.number}, ${frame.flow}: ${says}`);
}

function placed(placedFlaw: PlacedFlaw, file: string, failOn: ReportedProbe['failOn']): PlacedFinding {
  const { flaw, frame } = placedFlaw;
  const { rule, cause, start, end, fields } = flaw;
  const what = fields.join(', ');
  return {
    rule,
    fails: PROBE_FINDINGS.some(({ name, rules }) => failOn.has(name) && rules.includes(rule)),
    message: lineOf(placedFlaw),
    file: printable(file),
    line: 0,
    column: 0,
    frame: frame.number,
    bytes: end > start ? [{ what, start, end, capture: null }] : [],
    identity: [file, frame.protocol, cause, what],
  };
}
