import type { RunResult } from '../simulation/result.ts';
import { hiddenLines, listingOf } from './listing.ts';
import type { Names } from './names.ts';
import { printable } from './printable.ts';
import type { Style } from './style.ts';
import { counted } from './words.ts';

/** Writes that failed, one line each. Empty if none did. */
export function errorsSection(result: RunResult, names: Names, list: number, style: Style): string[] {
  if (result.errorCount === 0) return [];
  const listing = listingOf(result.errors, result.errorCount, list);
  const lines = [
    `${style.heading('FAILED STEPS')}  ${counted(result.errorCount, 'write')} of which nothing was sent`,
  ];
  for (const { step, message } of listing.shown) {
    lines.push(`  ${names.step(step)}: ${style.caution(printable(message))}`);
  }
  lines.push(...hiddenLines(listing, 'failed write', style));
  return lines;
}
