import type {
  Evidence,
  OldMemory,
  OldMemoryPlace,
  OldMemorySource,
} from '../../inspection/old-memory/result.ts';
import type { InspectionResult } from '../../inspection/result.ts';
import { hiddenLines, listingOf } from '../listing.ts';
import { printable } from '../printable.ts';
import type { Style } from '../style.ts';
import { counted, grouped } from '../words.ts';
import { wrap, wrapPieces } from '../wrap.ts';
import { frameBytes } from './frame-bytes.ts';
import { frameLines } from './frame-lines.ts';

const PLACES: Readonly<Record<OldMemoryPlace, string>> = {
  padding: 'behind what the packet declares',
  reserved: 'in a field that has to be zero',
  body: 'in what the packet carries',
};

/** How sure that is, and why. */
const WHY: Readonly<Record<Evidence, string>> = {
  'same-offset':
    'sure: the same bytes at the same offset in an earlier frame of this sender, whose buffer was used again',
  shifted: 'likely: the same bytes in an earlier frame of this sender, at another offset',
  poison: 'sure, if nobody sends it on purpose: what memory is filled with, so that its use is found',
  pointer: 'likely: an address of a 64-bit kernel, of Linux or Windows',
  secret: 'seen where it must not be',
  text: 'perhaps: characters where there should be zeros',
  'not-zero': 'perhaps: not zero where it has to be',
};

/** What looks like old memory, finding by finding. Empty if there is nothing. */
export function oldMemorySection(
  { totals, oldMemory }: InspectionResult,
  list: number,
  width: number,
  style: Style,
): string[] {
  if (totals.oldMemoryFindings === 0) return [];
  const lines = wrapPieces(
    [`  ${oldMemoryCounts(totals).join('; ')}`],
    width,
    { text: 'OLD MEMORY', paint: style.heading },
    '  ',
  );
  const listing = listingOf(oldMemory, totals.oldMemoryFindings, list);
  for (const finding of listing.shown) lines.push('', ...describe(finding, width, style));
  const hidden = hiddenLines(listing, 'finding', style, { width });
  if (hidden.length > 0) lines.push('', ...hidden);
  return lines;
}

/** What was found of each kind: '111 bytes of earlier frames in 1 frame, 111 of them meant for somebody else'. */
export function oldMemoryCounts(totals: InspectionResult['totals']): string[] {
  const counts: string[] = [];
  if (totals.staleBytes > 0) {
    const meant =
      totals.crossRecipientBytes === 0
        ? ''
        : `, ${grouped(totals.crossRecipientBytes)} of them meant for somebody else`;
    counts.push(
      `${counted(totals.staleBytes, 'byte')} of earlier frames in ${counted(totals.staleFrames, 'frame')}${meant}`,
    );
  }
  if (totals.poisonBytes > 0) {
    counts.push(
      `${counted(totals.poisonBytes, 'byte')} of poison in ${counted(totals.poisonFrames, 'frame')}`,
    );
  }
  if (totals.kernelPointers > 0) counts.push(counted(totals.kernelPointers, 'kernel pointer'));
  if (totals.secretsSeen > 0) {
    counts.push(
      `a secret seen ${totals.secretsSeen === 1 ? 'once' : `${grouped(totals.secretsSeen)} times`}`,
    );
  }
  if (totals.reservedBytes > 0) {
    counts.push(
      `${counted(totals.reservedBytes, 'byte')} not zero where zero is asked for, in ${counted(totals.reservedFrames, 'frame')}`,
    );
  }
  return counts.length > 0 ? counts : ['characters behind packets'];
}

/** How sure a finding is, and why. */
function whyOf({ evidence, source }: OldMemory): string {
  const why = WHY[evidence];
  return source?.received === true ? why.replace('of this sender', 'that this sender got') : why;
}

function describe(finding: OldMemory, width: number, style: Style): string[] {
  const { frame, place, field, source } = finding;
  const found = { text: oldMemoryWords(finding), paint: source === null ? style.caution : style.alarm };
  return [
    ...frameLines(frame, [found, meantFor(finding)], width, style),
    ...wrap(`${PLACES[place]} (${field})`, width, '    ', '      '),
    ...wrap(whyOf(finding), width, '    ', '      '),
    ...frameBytes(finding, width, style),
  ];
}

/** Whom the bytes were meant for, behind what they are. */
function meantFor({ source, crossRecipient, recipientUntold, returned }: OldMemory): string {
  if (source === null) return '';
  if (returned === true) return '; they go back to who sent them';
  if (recipientUntold === true) {
    return source.recipient === ''
      ? '; the capture does not tell whom they were meant for'
      : `; they were meant for ${printable(source.recipient)}, and the capture does not tell whom this is for`;
  }
  return crossRecipient
    ? `; they were meant for ${printable(source.recipient)}`
    : '; they were meant for the same';
}

/** What was found, in words: '111 bytes 23..133 equal frame 10 (udp to 10.0.0.10) at 23'. */
function oldMemoryWords(finding: OldMemory): string {
  const { start, end } = finding;
  return `${counted(end - start, 'byte')} ${start}..${end - 1}${oldMemoryFact(finding)}`;
}

/** What an earlier frame was, in two words or three: 'udp to 10.0.0.10'. */
export function sourceWords({ flow, recipient }: OldMemorySource): string {
  const protocol = flow.split(' ', 1)[0] ?? '';
  return recipient === '' ? protocol : `${protocol} to ${printable(recipient)}`;
}

/** What some bytes are, behind how many they are: ' equal frame 10 (udp to 10.0.0.10) at 23', ': text'. */
export function oldMemoryFact({ evidence, what, source }: OldMemory): string {
  if (source !== null) {
    return ` equal frame ${grouped(source.frame)} (${sourceWords(source)}) at ${source.offset}`;
  }
  switch (evidence) {
    case 'poison':
      return `: ${printable(what ?? '')}`;
    case 'pointer':
      return `: kernel pointer ${what}`;
    case 'secret':
      return `: the secret ${printable(JSON.stringify(what))}`;
    case 'text':
      return ': text';
    default:
      return what === null ? ': not zero' : `: ${printable(what)}`;
  }
}
