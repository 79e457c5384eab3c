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
    lines.push(...wrapPieces([`${names.step(entry.step)}: ${actWords(entry)}`], width, '  ', '    '));
    for (const { text, isNotable } of consequencesOf(entry)) {
      const told = `→ ${printable(text)}`;
      const piece = isNotable ? { text: told, paint: style.caution } : told;
      lines.push(...wrapPieces([piece], width, '      ', '        '));
    }
  }
  const hidden = hostile.count - shown.length;
  if (hidden > 0) lines.push(style.dim(`  … ${counted(hidden, 'more act')}`));
  return lines;
}

/** @returns who did what: `netfront on work, request` */
export function actWords({ end, channel, kind }: HostileEntry): string {
  return `${end}${channel === undefined ? '' : ` on ${printable(channel)}`}, ${kind}`;
}

/** Acts that even a report of a screenful tells. */
const MOST_BRIEF = 10;

/** Something that came of an act, in words. */
export interface Consequence {
  text: string;
  /** It came of the act, and would not have come without. */
  isNotable: boolean;
}

/** @returns what came of an act; that there was nothing, or that frames crossed, is not notable */
export function consequencesOf({ consequences, leftOut, frames }: HostileEntry): Consequence[] {
  const told = consequences.map(({ text, times }) => ({
    text: times === 1 ? text : `${text} (${times} times)`,
    isNotable: true,
  }));
  if (leftOut > 0) told.push({ text: `and ${leftOut} more`, isNotable: true });
  if (frames > 0)
    told.push({
      text: `${counted(frames, 'frame')} crossed before the next act or the end`,
      isNotable: false,
    });
  return told.length > 0 ? told : [{ text: 'nothing', isNotable: false }];
}
