import { counted, grouped } from '../report/words.ts';
import type { Inspected } from './inspect-traffic.ts';
import type { Owners } from './owners.ts';
import type { ShownFrame, ShownSource } from './shown-frame.ts';

/** What a capture shows, for somebody who has never heard of old memory. */
export interface InspectionStory {
  mood: 'bad' | 'good';
  title: string;
  /** Of the frame that is open. */
  frame: string;
}

/** @param source - the frame that most of its old bytes are from */
export function inspectionStory(
  inspected: Inspected,
  owners: Owners,
  frame: ShownFrame | undefined,
  source: ShownFrame | undefined,
): InspectionStory {
  return {
    ...titleOf(inspected, owners),
    frame: frame === undefined ? '' : sentenceOf(frame, source, owners),
  };
}

/** @returns the frame to begin with: that in which most was found */
export function mostTelling({ frames, checksums }: Inspected): ShownFrame | undefined {
  const worst = frames.reduce<ShownFrame | undefined>((best, frame) => {
    return rankOf(frame) > (best === undefined ? 0 : rankOf(best)) ? frame : best;
  }, undefined);
  return worst ?? frames.find(({ number }) => checksums[number]?.some(({ isLeftToCard }) => !isLeftToCard));
}

function rankOf(frame: ShownFrame): number {
  const { crossRecipientBytes, leakedBytes } = frame;
  return crossRecipientBytes * 1e8 + leakedBytes * 1e4 + suspiciousBytes(frame);
}

/** How many bytes look like old memory and were in no earlier packet. Padding may be poison as well: it counts once. */
function suspiciousBytes({ suspects = [], leak }: ShownFrame): number {
  const bytes = new Set<number>();
  for (const { start, end } of suspects) for (let at = start; at < end; at++) bytes.add(at);
  for (const { start, end } of leak?.ranges ?? []) for (let at = start; at < end; at++) bytes.delete(at);
  return bytes.size;
}

function titleOf(inspected: Inspected, owners: Owners): Pick<InspectionStory, 'mood' | 'title'> {
  const { totals } = inspected.result;
  const worst = mostTelling(inspected);
  const whose = new Set(
    (worst?.leak?.ranges ?? []).flatMap(({ crossRecipient, source }) =>
      crossRecipient ? [owners.name(source.recipient)] : [],
    ),
  );
  if (worst !== undefined && worst.crossRecipientBytes > 0) {
    const [only] = whose;
    const from = whose.size === 1 && only !== undefined ? only : 'others';
    const bytes = `${counted(worst.crossRecipientBytes, 'byte')} that ${worst.crossRecipientBytes === 1 ? 'was' : 'were'}`;
    return { mood: 'bad', title: `${capital(owners.name(worst.recipient))} got ${bytes} meant for ${from}.` };
  }
  if (totals.staleBytes > 0)
    return {
      mood: 'bad',
      title: `${counted(totals.staleBytes, 'byte')} of earlier packets went out once more.`,
    };
  if (totals.oldMemoryFindings > 0 || totals.paddedFrames > 0)
    return { mood: 'bad', title: 'There are bytes in it that look like old memory.' };
  if (totals.discarded > 0)
    return {
      mood: 'bad',
      title: `${counted(totals.discarded, 'packet')} ${totals.discarded === 1 ? 'has' : 'have'} a wrong checksum.`,
    };
  return { mood: 'good', title: 'No old memory was found in these packets.' };
}

function sentenceOf(frame: ShownFrame, source: ShownFrame | undefined, owners: Owners): string {
  const start = `Packet ${frame.number} is for ${owners.name(frame.recipient)}.`;
  const { leakedBytes } = frame;
  const odd = suspiciousBytes(frame);
  const suspicious =
    odd === 0
      ? ''
      : ` ${counted(odd, 'byte')} look${odd === 1 ? 's' : ''} like old memory, and nobody knows whose.`;
  if (leakedBytes === 0)
    return `${start}${suspicious === '' ? ' Nothing in it looks like old memory.' : suspicious}`;
  const from =
    source === undefined
      ? 'earlier packets'
      : `packet ${source.number}, for ${owners.name(source.recipient)}`;
  return `${start} Of its ${grouped(frame.length)} bytes, ${grouped(leakedBytes)} are the same as in ${from}: memory that was used again and not cleared.${suspicious}`;
}

/** @returns the frame that most of a frame's old bytes are from */
export function mainSource(frame: ShownFrame, frames: readonly ShownFrame[]): ShownFrame | undefined {
  const bytes = new Map<number, number>();
  for (const { start, end, source } of frame.leak?.ranges ?? []) {
    if (source.number !== null) bytes.set(source.number, (bytes.get(source.number) ?? 0) + end - start);
  }
  const [most] = [...bytes].sort(([, a], [, b]) => b - a);
  return most === undefined ? undefined : frames.find(({ number }) => number === most[0]);
}

/** Bytes that were meant for somebody and went to somebody, in the packets that are shown. */
export interface MovedBytes {
  from: ShownSource['recipient'];
  to: ShownFrame['recipient'];
  bytes: number;
}

/** @returns whose bytes went to whom, pair by pair */
export function movedBytes(frames: readonly ShownFrame[], owners: Owners): MovedBytes[] {
  const moved = new Map<string, MovedBytes>();
  for (const { leak, recipient: to } of frames) {
    for (const { start, end, source } of leak?.ranges ?? []) {
      const key = `${owners.name(source.recipient)}\n${owners.name(to)}`;
      const pair = moved.get(key) ?? { from: source.recipient, to, bytes: 0 };
      moved.set(key, pair);
      pair.bytes += end - start;
    }
  }
  return [...moved.values()];
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
