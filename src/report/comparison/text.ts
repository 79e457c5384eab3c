import type { ComparisonResult } from '../../simulation/comparison/comparison-result.ts';
import type { CaptureInfo } from '../capture-info.ts';
import { Names } from '../names.ts';
import { printable } from '../printable.ts';
import { PLAIN_STYLE, type Style } from '../style.ts';
import { counted } from '../words.ts';
import { wrap } from '../wrap.ts';
import { capturesSection } from './captures-section.ts';
import { differenceSection } from './difference-section.ts';
import { comparisonHeadline } from './headline.ts';
import { measuredOf, measuresSection } from './measures-section.ts';
import { type ComparisonCommands, nextSection } from './next-section.ts';
import { totalsSection } from './totals-section.ts';

export interface ComparisonTextOptions {
  /** How things are set off. Plain if absent. */
  style?: Style;
  /** Of a line of prose, in characters; tables and dumps may be wider. 100 if absent. */
  width?: number;
  /** Where the frames of a release went. */
  captures?: ReadonlyMap<string, CaptureInfo>;
  /** Makes the commands that are suggested to try next; none are suggested if absent. */
  commands?: ComparisonCommands;
}

/**
 * A comparison as a report for people: what it shows in a sentence or two, counts side by side, and the first
 * frames that differ as aligned hex.
 *
 * @returns text that ends with a newline
 *
 * @example
 * const report = renderComparison(await compareReleases(script));
 */
export function renderComparison(result: ComparisonResult, options: ComparisonTextOptions = {}): string {
  const { style = PLAIN_STYLE, width = 100, captures = new Map(), commands } = options;
  const measured = measuredOf(result);
  const sections = [
    titleSection(result, width, style),
    ...(measured === undefined
      ? [totalsSection(result, style), differenceSection(result, new Names(result), style)]
      : [measuresSection(measured, style)]),
    capturesSection(captures),
    nextSection(result, commands, style),
  ];
  const text = sections.filter((lines) => lines.length > 0).map((lines) => lines.join('\n'));
  return `${text.join('\n\n')}\n`;
}

function titleSection(result: ComparisonResult, width: number, style: Style): string[] {
  const { script, seed, complete, stepsTaken } = result;
  const title = `${printable(script.name)} (${printable(script.file)}), seed ${seed}`;
  const lines = [style.dim(title), '', ...wrap(comparisonHeadline(result), width).map(style.strong)];
  if (complete) return lines;
  const stopped = `Stopped after ${counted(stepsTaken, 'step')}: this is what had been found by then.`;
  return [...lines, '', style.caution(stopped)];
}
