import type { RunResult } from '../simulation/result.ts';
import { hiddenLines, listingOf } from './listing.ts';
import { printable } from './printable.ts';
import type { ReportContext } from './report-context.ts';
import { sectionTitle } from './section-title.ts';
import { counted } from './words.ts';
import { wrapPieces } from './wrap.ts';

/** Writes that failed, and ends, one line each. Empty if none did. */
export function errorsSection(result: RunResult, context: ReportContext): string[] {
  const { names, list, style, width } = context;
  if (result.errorCount === 0) return [];
  const listing = listingOf(result.errors, result.errorCount, list);
  const lines = sectionTitle('FAILED STEPS', failureText(result), context);
  for (const { step, message } of listing.shown) {
    const told = { text: printable(message), paint: style.caution };
    lines.push(...wrapPieces([`${names.step(step)}: `, told], width, '  ', '    '));
  }
  lines.push(
    ...hiddenLines(listing, result.endErrorCount === undefined ? 'failed write' : 'failure', style, context),
  );
  return lines;
}

function failureText({ errorCount, endErrorCount = 0 }: RunResult): string {
  const writes = errorCount - endErrorCount;
  return [
    ...(writes === 0 ? [] : [`${counted(writes, 'write')} of which nothing was sent`]),
    ...(endErrorCount === 0 ? [] : [`${counted(endErrorCount, 'failure')} of an end`]),
  ].join(', ');
}
