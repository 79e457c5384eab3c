import type { LostWrites } from '../simulation/lost-writes.ts';
import type { RunResult } from '../simulation/result.ts';
import { notJudgedRows } from './not-judged-rows.ts';
import type { ReportContext } from './report-context.ts';
import type { Style } from './style.ts';
import { type Cell, table } from './table.ts';
import { counted, grouped } from './words.ts';

/** The counts of a run as a table: what, how many, and what that means. What there is none of is left out. */
export function summarySection(result: RunResult, { style, width }: ReportContext): string[] {
  const { totals, device, endErrorCount = 0 } = result;
  const bad = (value: number): Cell => number(value, value > 0 ? style.alarm : undefined);
  const odd = (value: number): Cell => number(value, value > 0 ? style.caution : undefined);
  const note = (text: string): Cell => ({ text, paint: style.dim });
  const rows: (Cell | string)[][] = [
    ['frames', number(totals.frames), note(`${grouped(totals.txFrames)} tx, ${grouped(totals.rxFrames)} rx`)],
    ['  delivered', number(totals.delivered), note('every checksum right')],
    ['  discarded', bad(totals.discarded), note(discardedText(totals))],
    [
      '  unverifiable',
      odd(totals.unverifiable),
      note('a fragment or a cut packet: its checksum cannot be judged'),
    ],
    ...notJudgedRows('  not judged', totals.notJudged, result.notJudgedReasons, style),
    ['bytes', number(totals.bytes), note('of all frames; each is one of:')],
    ['  written', number(totals.writtenBytes), note('by the writer of the frame')],
    [
      '  clean',
      number(totals.cleanBytes),
      note('zero since the page was new or since the driver cleared it'),
    ],
    [
      '  stale',
      bad(totals.leakedBytes),
      note(`left by an earlier write: leaked, ${inFrames(totals.leakingFrames)}`),
    ],
    ['    not zero', bad(totals.nonZeroLeakedBytes), note('of the stale ones')],
    [
      '    cross-recipient',
      bad(totals.crossRecipientBytes),
      note(`of the stale ones, meant for somebody else, ${inFrames(totals.crossRecipientFrames)}`),
    ],
    [
      '  passed on',
      bad(totals.passedOnBytes ?? 0),
      note(`leaked ones that the firewall passed on, ${inFrames(totals.passedOnFrames ?? 0)}`),
    ],
    [
      'not as pushed',
      bad(totals.notAsPushed ?? 0),
      note('frames whose block was filled again before netback read it'),
    ],
    ['wrong checksums', bad(totals.checksumFailures), ''],
    [
      '  overlooked',
      bad(totals.overlooked ?? 0),
      note('frames with one that came to the firewall, which looks at none'),
    ],
    ...checksumRows(result, style),
    ['writes', number(result.writes), note(`in ${counted(result.stepsTaken, 'step')}`)],
    ['  blocked', number(result.blockedWrites), note('had to wait for a ring slot or for the write before')],
    ['  failed', odd(result.errorCount - endErrorCount), note('nothing of them was sent')],
    ...lostRows(result, style),
    ['failures of ends', odd(endErrorCount), note('stopped listening, or answered what nobody waits for')],
    [
      'pages granted',
      number(device.pagesGranted),
      note(`${counted(device.bytesCleared, 'byte')} cleared, ${counted(device.bytesCopied, 'byte')} copied`),
    ],
    [
      'notifications',
      number(device.notifications.frontToBack + device.notifications.backToFront),
      note(
        `${grouped(device.notifications.frontToBack)} to netback, ${grouped(device.notifications.backToFront)} to netfront`,
      ),
    ],
    ...faultRows(result, style),
  ];
  const columns = [
    { title: '', align: 'left' },
    { title: '', align: 'right' },
    { title: '', align: 'left', least: 8 },
  ] as const;
  const told = rows.filter(([, count]) => typeof count === 'string' || count?.text !== '0');
  return [style.heading('SUMMARY'), ...table(columns, told, '  ', style.dim, width)];
}

function discardedText({ flagsDropped = 0 }: RunResult['totals']): string {
  const wrong = 'a checksum wrong';
  return flagsDropped === 0 ? wrong : `${wrong}, or, ${grouped(flagsDropped)}, for what the ring says of it`;
}

/** What the ring says about checksums, and what became of that. */
function checksumRows({ totals }: RunResult, style: Style): (Cell | string)[][] {
  const { leftToCard = 0, validated = 0, segmented = 0, fixedUp = 0, sumsDropped = 0 } = totals;
  const note = (text: string): Cell => ({ text, paint: style.dim });
  return [
    [
      'sums left to the card',
      number(leftToCard),
      note('frames with csum_blank: only the pseudo header is summed'),
    ],
    ['sums validated', number(validated), note('frames with data_validated alone')],
    ['to be segmented', number(segmented), note('frames that their receiver cuts (GSO)')],
    ['  sums fixed up', number(fixedUp, style.caution), note('by their receiver, for want of csum_blank')],
    [
      'dropped for their sums',
      number(sumsDropped, style.caution),
      note('for what the ring says about them, or does not say'),
    ],
  ];
}

/** What had not crossed when the run was over. */
function lostRows({ lost }: RunResult, style: Style): (Cell | string)[][] {
  if (lost === undefined) return [];
  const told = lost.entries.reduce((sum, { writes }) => sum + writes, 0);
  const count = (which: LostWrites['why']): number =>
    lost.entries.reduce((sum, { why, writes }) => sum + (why === which ? writes : 0), 0);
  const row = (title: string, writes: number, text: string): (Cell | string)[] => [
    title,
    number(writes, style.caution),
    { text, paint: style.dim },
  ];
  return [
    row('  never read', count('stopped'), 'the other end had stopped listening'),
    row('  never read', count('unread'), 'the other end had not taken them when the run was over'),
    row('  never sent', count('waited'), 'waited for a free block or page until the end'),
    row('  never crossed', lost.count - told, 'more of these'),
  ];
}

/** Faults that a script injected; nothing if there were none. */
function faultRows({ device }: RunResult, style: Style): (Cell | string)[][] {
  const { responsesDropped: dropped, responsesRefused: refused, responsesDelayed: delayed } = device;
  const all = dropped + refused + delayed;
  const { grantsRefused } = device;
  const note: Cell = { text: 'by the hypervisor, to be mapped or copied', paint: style.dim };
  const grants = grantsRefused === 0 ? [] : [['grants refused', number(grantsRefused, style.caution), note]];
  if (all === 0) return grants;
  const text = `${grouped(dropped)} dropped, ${grouped(refused)} refused, ${grouped(delayed)} delayed`;
  return [['faulty responses', number(all, style.caution), { text, paint: style.dim }], ...grants];
}

function number(value: number, paint?: (text: string) => string): Cell {
  return { text: grouped(value), ...(paint === undefined ? {} : { paint }) };
}

function inFrames(frames: number): string {
  return `in ${counted(frames, 'frame')}`;
}
