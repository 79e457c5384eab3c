import type { LostWrites } from '../simulation/lost-writes.ts';
import type { RunResult } from '../simulation/result.ts';
import { printable } from './printable.ts';
import type { ReportContext } from './report-context.ts';
import { sectionTitle } from './section-title.ts';
import { counted } from './words.ts';
import { wrapPieces } from './wrap.ts';

/** Steps that even a report of a screenful tells. */
const LEAST_TOLD = 3;

/** What was written and had not crossed when the run was over, by step. Empty if there is nothing. */
export function lostSection({ lost }: Pick<RunResult, 'lost'>, context: ReportContext): string[] {
  if (lost === undefined) return [];
  const { names, list, style, width } = context;
  const lines = sectionTitle('NEVER CROSSED', `${counted(lost.count, 'write')}, of these steps`, context);
  const shown = lost.entries.slice(0, Math.max(list, LEAST_TOLD));
  let told = 0;
  for (const entry of shown) {
    told += entry.writes;
    const why = { text: `${lostWords(entry)}`, paint: style.caution };
    lines.push(...wrapPieces([`${names.step(entry.step)}: `, why], width, '  ', '    '));
  }
  if (told < lost.count) lines.push(style.dim(`  … ${counted(lost.count - told, 'more write')}`));
  return lines;
}

/** @returns what became of them: `2 never read, netback had stopped listening` */
export function lostWords({ channel, end, why, writes }: LostWrites): string {
  const other = end === 'netfront' ? 'netback' : 'netfront';
  const on = channel === undefined ? '' : ` on ${printable(channel)}`;
  if (why === 'stopped') return `${writes} never read${on}, ${other} had stopped listening`;
  if (why === 'unread') return `${writes} never read${on} by ${other}, until the end`;
  return `${writes} never sent${on}, waited for a free ${end === 'netfront' ? 'slot and block' : 'receive page'} until the end`;
}
