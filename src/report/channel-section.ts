import type { ChannelResult, FirewallResult } from '../simulation/guests/network-result.ts';
import type { RunResult } from '../simulation/result.ts';
import type { ReportContext } from './report-context.ts';
import { sectionTitle } from './section-title.ts';
import { type Cell, type Column, table } from './table.ts';
import { counted, grouped } from './words.ts';
import { wrap } from './wrap.ts';

/** Reasons for which a firewall dropped frames that are told one by one. */
const MOST_REASONS = 6;

/** What crossed each channel, and what the firewall between them did. Empty for a run with one channel. */
export function channelSection({ channels, firewall }: RunResult, context: ReportContext): string[] {
  if (channels === undefined || firewall === undefined) return [];
  const { style, width } = context;
  const columns = [
    { title: 'channel', align: 'left', least: 8 },
    { title: 'netfront', align: 'left', rank: 3 },
    { title: 'netback', align: 'left', rank: 4 },
    { title: 'tx', align: 'right', rank: 1 },
    { title: 'rx', align: 'right', rank: 1 },
    { title: 'discarded', align: 'right', rank: 2 },
    { title: 'leaked', align: 'right' },
    { title: 'to others', align: 'right' },
    { title: 'passed on', align: 'right' },
  ] as const;
  const rows = channels.map((channel) => [
    channel.name,
    channel.netfront,
    channel.netback,
    grouped(channel.txFrames),
    grouped(channel.rxFrames),
    grouped(channel.discarded),
    {
      text: grouped(channel.leakedBytes),
      ...(channel.leakedBytes > 0
        ? { paint: channel.crossRecipientBytes > 0 ? style.foreign : style.own }
        : {}),
    },
    grouped(channel.crossRecipientBytes),
    { text: grouped(channel.passedOnBytes), ...(channel.passedOnBytes > 0 ? { paint: style.foreign } : {}) },
  ]);
  return [
    ...sectionTitle(
      'CHANNELS',
      `${grouped(channels.length)}, with the unikernel as a firewall between them`,
      context,
    ),
    ...table(columns, rows, '  ', style.dim, width),
    ...sumsTable(channels, context),
    ...wrap(firewallSentence(firewall), width, '  ', '    '),
  ];
}

/** What the ring says of checksums on each channel, and what became of that; what nothing is of is left out. */
function sumsTable(channels: readonly ChannelResult[], { style, width }: ReportContext): string[] {
  const told = SUMS.filter(({ key }) => channels.some((channel) => (channel[key] ?? 0) > 0));
  if (told.length === 0) return [];
  const columns: Column[] = [
    { title: 'channel', align: 'left', least: 8 },
    ...told.map(({ title }): Column => ({ title, align: 'right' })),
  ];
  const rows = channels.map((channel) => [
    channel.name,
    ...told.map(({ key, isLoss }): Cell => {
      const count = channel[key] ?? 0;
      return { text: grouped(count), ...(count > 0 && isLoss ? { paint: style.caution } : {}) };
    }),
  ]);
  return ['', ...table(columns, rows, '  ', style.dim, width), ''];
}

/** What is counted of the checksums of a channel, as its column says it. */
export const SUMS = [
  { key: 'leftToCard', title: 'left to card', isLoss: false },
  { key: 'validated', title: 'validated', isLoss: false },
  { key: 'segmented', title: 'to cut', isLoss: false },
  { key: 'fixedUp', title: 'fixed up', isLoss: true },
  { key: 'sumsDropped', title: 'dropped', isLoss: true },
  { key: 'overlooked', title: 'overlooked', isLoss: true },
] as const;

/** What a firewall did with the frames that came to it. */
export function firewallSentence(firewall: FirewallResult): string {
  const { forwarded, translated, answered, dropped, reasons } = firewall;
  const own = translated === 0 ? '' : `, ${grouped(translated)} of them with other addresses`;
  const arp = answered === 0 ? '' : `; it answered ${counted(answered, 'ARP request')}`;
  const told = reasons
    .slice(0, MOST_REASONS)
    .map(
      ({ why, frames, firstFrame }) =>
        `${counted(frames, 'frame')}${frames === 1 ? '' : ', each'} because ${why}, first frame ${firstFrame}`,
    );
  const more = reasons.length > told.length ? ['and others'] : [];
  const drops =
    dropped === 0 ? 'dropped none' : `dropped ${grouped(dropped)}: ${[...told, ...more].join('; ')}`;
  return `The firewall forwarded ${counted(forwarded, 'frame')}${own}${arp}; it ${drops}.`;
}
