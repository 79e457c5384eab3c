import type { ExposedSecret } from '../audit/exposure-result.ts';
import type { RunResult } from '../simulation/result.ts';
import { printable } from './printable.ts';
import type { ReportContext } from './report-context.ts';
import { sectionTitle } from './section-title.ts';
import { type Cell, table } from './table.ts';
import { counted, grouped } from './words.ts';
import { wrap } from './wrap.ts';

/** Owners that a report of a screenful tells. */
const LEAST_GROUPS = 6;

/** What netback could read and was not told of. Empty if nobody asked. */
export function exposureSection({ exposure }: RunResult, context: ReportContext): string[] {
  if (exposure === undefined) return [];
  const { names, style, width, list } = context;
  const { frames, exposedFrames, mostBytes, mostNeverSent, groups, secrets } = exposure;
  const title =
    mostBytes === 0
      ? `nothing to read beside ${counted(frames, 'frame')}`
      : `up to ${counted(mostBytes, 'byte')} that netback could read beside ${grouped(exposedFrames)} of ${counted(frames, 'frame')}`;
  const lines = sectionTitle('EXPOSED', title, context);
  if (mostBytes === 0) return lines;
  const told =
    mostNeverSent === 0
      ? 'netback had seen all of it'
      : `up to ${counted(mostNeverSent, 'byte')} of it never sent`;
  const shown = groups.slice(0, Math.max(list, LEAST_GROUPS));
  const columns = [
    { title: 'owner', align: 'left', least: 8 },
    { title: 'where', align: 'left' },
    { title: 'seen before', align: 'left' },
    { title: 'most bytes', align: 'right' },
    { title: 'frames', align: 'right' },
    { title: 'seconds', align: 'right' },
    { title: 'cross-recipient', align: 'right', rank: 1 },
  ] as const;
  const rows = shown.map((group): (Cell | string)[] => [
    names.short(group.owner),
    group.place,
    group.seen ? 'yes' : 'never sent',
    grouped(group.mostBytes),
    grouped(group.frames),
    group.seconds.toFixed(3),
    { text: group.crossRecipientByteFrames > 0 ? 'yes' : 'no' },
  ]);
  const hidden = groups.length - shown.length;
  return [
    ...lines,
    ...wrap(`${told}; nothing says that it reads it.`, width, '  '),
    ...table(columns, rows, '  ', style.dim, width),
    ...(hidden > 0 ? [style.dim(`  … and ${counted(hidden, 'more line')}`)] : []),
    ...secrets.filter(({ bytes }) => bytes > 0).flatMap((secret) => wrap(secretText(secret), width, '  ')),
  ];
}

function secretText({ name, length, bytes, frames, neverSentBytes }: ExposedSecret): string {
  const never = neverSentBytes === 0 ? '' : `, ${grouped(neverSentBytes)} of them not sent before`;
  return `${printable(name)}: ${grouped(bytes)} of ${counted(length, 'byte')} exposed beside ${counted(frames, 'frame')}${never}`;
}
