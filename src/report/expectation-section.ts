import type { ExpectationFailure, ExpectationResult } from '../simulation/expectations/expectation-result.ts';
import type { RunResult } from '../simulation/result.ts';
import { markedDump } from './marked-dump.ts';
import { Names } from './names.ts';
import { printable } from './printable.ts';
import type { ReportContext } from './report-context.ts';
import type { SourceContext } from './stale-source.ts';
import { counted, grouped } from './words.ts';
import { wrap, wrapPieces } from './wrap.ts';

/**
 * What the script expected: how much of it is met, then each failure as packetdrill tells it, place first. Empty if
 * the script expects nothing.
 */
export function expectationSection(result: RunResult, context: Omit<ReportContext, 'names'>): string[] {
  const { style, width } = context;
  const { expectations } = result;
  const { checked, failed, unchecked } = expectations;
  if (checked + unchecked === 0) return [];
  const paint = failed > 0 ? style.alarm : style.strong;
  const lines = checked === 0 && result.complete ? [] : [paint(metWords(expectations))];
  if (unchecked > 0) {
    lines.push(...wrap(uncheckedWords(unchecked, result.complete), width).map(style.caution));
  }
  return [...lines, ...failureLines(result, context)];
}

/** The failures one by one. Empty if there are none. */
export function failureLines(
  result: RunResult,
  { list, style, width }: Omit<ReportContext, 'names'>,
): string[] {
  const { failures, failureCount } = result.expectations;
  const names = new Names(result);
  const shown = failures.slice(0, list);
  const lines = shown.flatMap((failure, i) => {
    const isShown = isSamePicture(failure, shown[i - 1]);
    return [
      '',
      ...describe(isShown ? { ...failure, excerpt: null } : failure, result, { names, style, width }),
    ];
  });
  const hidden = failureCount - shown.length;
  if (hidden === 0) return lines;
  return [...lines, '', ...wrap(hiddenWords(hidden, failures.length > list), width, '  ').map(style.dim)];
}

/** Whether the failure before has shown all that there is to see of the frame. */
function isSamePicture(failure: ExpectationFailure, before: ExpectationFailure | undefined): boolean {
  if (failure.frame === null || failure.frame !== before?.frame) return false;
  const { excerpt } = failure;
  return excerpt !== null && excerpt.marks.length === 0 && excerpt.expected === null;
}

/** @param isKept - whether the result has more than is shown */
function hiddenWords(hidden: number, isKept: boolean): string {
  const what = `… ${counted(hidden, 'more failure')} not listed one by one`;
  return isKept ? `${what}: --list all shows the first ones` : what;
}

function metWords({ checked, failed }: ExpectationResult): string {
  return `${grouped(checked - failed)} of ${counted(checked, 'expectation')} met`;
}

function uncheckedWords(unchecked: number, complete: boolean): string {
  const why = complete ? 'the run was made in shards' : 'the run was stopped';
  return `${counted(unchecked, 'expectation')} not checked: ${why}`;
}

function describe(
  failure: ExpectationFailure,
  result: RunResult,
  { names, style, width }: SourceContext,
): string[] {
  const { line, column, expected, found, step, frame, excerpt } = failure;
  const place = `${printable(failure.file ?? result.script.file)}:${line}:${column}`;
  const subject = [
    ...(frame === null ? [] : [`frame ${grouped(frame)}`]),
    ...(step === null ? [] : [names.step(step)]),
  ].join(', ');
  return [
    ...wrapPieces(
      [
        { text: place, paint: style.strong },
        ': expected ',
        { text: printable(expected), paint: style.strong },
        ', found ',
        { text: printable(found), paint: style.alarm },
      ],
      width,
      '',
      '    ',
    ),
    ...(subject === '' ? [] : wrap(subject, width, '    ')),
    ...(excerpt === null ? [] : markedDump(excerpt, { style, width, indent: '      ' })),
  ];
}
