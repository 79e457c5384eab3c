import type { HostileEntry } from '../simulation/hostile-log.ts';
import type { RunResult } from '../simulation/result.ts';
import { printable } from './printable.ts';
import type { ReportContext } from './report-context.ts';
import { sectionTitle } from './section-title.ts';
import { counted } from './words.ts';
import { wrapPieces } from './wrap.ts';

/** What hostile ends did, and what came of it. Empty if none was hostile. */
export function hostileSection({ hostile }: Pick<RunResult, 'hostile'>, context: ReportContext): string[] {
  if (hostile === undefined) return [];
  const { names, style, width, list } = context;
  const lines = sectionTitle('HOSTILE ENDS', 'what an end did on purpose, and what came of it', context);
  const shown = hostile.acts.slice(0, Math.max(list, MOST_BRIEF));
  for (const entry of shown) {
    lines.push(
      ...wrapPieces([`${names.step(entry.step)}: ${entry.end}, ${entry.kind}`], width, '  ', '    '),
    );
    for (const text of consequencesOf(entry)) {
      lines.push(
        ...wrapPieces([{ text: `→ ${printable(text)}`, paint: style.caution }], width, '      ', '        '),
      );
    }
  }
  const hidden = hostile.count - shown.length;
  if (hidden > 0) lines.push(style.dim(`  … ${counted(hidden, 'more act')}`));
  return lines;
}

/** Acts that even a report of a screenful tells. */
const MOST_BRIEF = 10;

/** @returns what came of an act, in words */
export function consequencesOf({ consequences, leftOut, frames }: HostileEntry): string[] {
  const told = consequences.map(({ text, times }) => (times === 1 ? text : `${text} (${times} times)`));
  if (leftOut > 0) told.push(`and ${leftOut} more`);
  if (frames > 0) told.push(`${counted(frames, 'frame')} crossed`);
  return told.length > 0 ? told : ['nothing'];
}
