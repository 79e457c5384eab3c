import type { ChecksumFailure, LeakRange, PushedFrame } from '../audit/findings.ts';
import { deviceOf } from '../netchannel/devices.ts';
import type { BlockUse, CarriedRange, RecordedFrame } from '../recording/recording.ts';
import type { Names } from '../report/names.ts';
import { secondsText } from '../report/notes-section.ts';
import { printable } from '../report/printable.ts';
import { kindAt, type StaleKind } from '../report/stale-kinds.ts';
import { byteSpan, counted, enumerated, hex16 } from '../report/words.ts';
import { UPLINK } from '../simulation/guests/network-options.ts';
import { type Line, linesOf, type Role } from './ink.ts';
import { labelledLines } from './labelled-lines.ts';
import type { FrameScene, Story, StoryUse } from './story.ts';

/** What is told of a frame, apart from its bytes. */
export interface FrameLines {
  /** The packet, and the block that it takes. */
  before: Line[];
  /** Whose the stale bytes are, and what the receiver makes of it. */
  after: Line[];
}

/** Things of one sort that are told one by one. */
const MOST = 3;

/** @param width - of a line, in columns */
export function frameLines(scene: FrameScene, { result }: Story, names: Names, width: number): FrameLines {
  const { frame, uses, skipped, made } = scene;
  const { channel } = frame;
  const labelled = (label: string, text: string, role?: Role): Line[] =>
    labelledLines(label, text, role, width);
  return {
    before: [
      ...(skipped > 0 ? linesOf([` … ${counted(skipped, 'frame')} not shown`], 'dim') : []),
      ...labelled(`Frame ${frame.number}`, packetText(frame, names), 'strong'),
      ...(channel === undefined ? [] : labelled('Channel', channelText(frame, channel))),
      ...blockTexts(frame, uses, netfrontOf(result, channel), names).flatMap((text, i) =>
        labelled(i === 0 ? (frame.direction === 'tx' ? 'Block' : 'Page') : '', text),
      ),
      ...(frame.pushed === undefined ? [] : labelled('Pushed', pushedText(frame.pushed, names), 'caution')),
    ],
    after: [
      ...staleTexts(frame, names).flatMap(({ text, role }, i) =>
        labelled(i === 0 ? 'Stale' : '', text, role),
      ),
      ...verdictTexts(frame, names).flatMap(({ text, role }, i) =>
        labelled(i === 0 ? 'Receiver' : '', text, role),
      ),
      ...firewallTexts(frame, made, names).flatMap(({ text, role }, i) =>
        labelled(i === 0 ? 'Firewall' : '', text, role),
      ),
    ],
  };
}

function packetText(frame: RecordedFrame, names: Names): string {
  const { sender, recipient, protocol, length, time } = frame;
  const at = time === undefined ? '' : `, at ${secondsText(time)} s`;
  const ends = `${names.short(sender)} → ${names.short(recipient)}`;
  return `${ends}, ${printable(protocol)}, ${counted(length, 'byte')}: ${names.step(frame.step)}${at}`;
}

/** The device that the netfront of a channel is of. */
function netfrontOf({ channels = [], release }: Story['result'], channel: string | undefined): string {
  return channels.find(({ name }) => name === channel)?.netfront ?? release;
}

/** Over which channel it crosses, and between whom that is. */
function channelText({ direction, forwards, protocol }: RecordedFrame, channel: string): string {
  const guest = channel === UPLINK ? 'the network' : 'the guest';
  const isFromFirewall = (channel === UPLINK) === (direction === 'tx');
  const ends = isFromFirewall ? `from the firewall to ${guest}` : `from ${guest} to the firewall`;
  if (forwards === undefined) return `${printable(channel)}, ${ends}`;
  const of = `frame ${forwards.number} on ${printable(forwards.channel)}`;
  const made = protocol === 'arp' ? `answers ${of} with it` : `made it of ${of}`;
  return `${printable(channel)}, ${ends}, which ${made}`;
}

/** Whether a firewall takes it, whomever it is for. */
function isForFirewall({ channel, direction }: RecordedFrame): boolean {
  return channel !== undefined && (channel === UPLINK) === (direction === 'rx');
}

/** What the firewall does with it: of a frame that it drops, that is known if bytes leaked in it. */
function firewallTexts(frame: RecordedFrame, made: readonly RecordedFrame[], names: Names): Told[] {
  if (!isForFirewall(frame)) return [];
  const dropped = (frame.leak?.way ?? []).flatMap((hop): Told[] =>
    hop.dropped === undefined ? [] : [{ text: `drops it, because ${hop.dropped}`, role: 'good' }],
  );
  const passed = made
    .slice(0, MOST)
    .map(({ number, protocol, channel = '', recipient, passedOnBytes = 0 }): Told => {
      if (protocol === 'arp') return { text: `answers with frame ${number}, on ${printable(channel)}` };
      const next = `makes frame ${number} of it, on ${printable(channel)}, to ${names.short(recipient)}`;
      if (frame.leakedBytes === 0) return { text: next };
      const all = passedOnBytes === frame.leakedBytes ? 'all' : `${passedOnBytes}`;
      if (passedOnBytes === 0) return { text: `${next}, with none of the stale bytes`, role: 'good' };
      return { text: `${next}, and passes ${all} of the stale bytes on`, role: 'alarm' };
    });
  return [...dropped, ...passed];
}

function pushedText({ protocol, recipient }: PushedFrame, names: Names): string {
  return `as ${printable(protocol)} for ${names.short(recipient)}, who never gets it: the block was filled again before netback read it`;
}

function blockTexts(
  { direction, channel }: RecordedFrame,
  uses: readonly StoryUse[],
  release: string,
  names: Names,
): string[] {
  if (direction === 'rx') {
    const lender = channel === undefined || channel === UPLINK ? 'the unikernel' : printable(channel);
    return [`comes in, in a page that ${lender} has lent for it`];
  }
  if (uses.length === 0) return ['which one is not known'];
  const shown = uses.slice(0, uses.length === MOST ? MOST : MOST - 1).map(({ use, before }) => {
    return `${use.block}, ${howTaken(use, before, release)}; ${contentsText(before, names)}`;
  });
  const more = uses.length - shown.length;
  return more > 0 ? [...shown, `and ${counted(more, 'more block')}`] : shown;
}

function howTaken(use: BlockUse, before: BlockUse | undefined, release: string): string {
  if (deviceOf(release)?.front.fillInto === 'private buffer')
    return 'into which the finished packet is copied';
  if (use.wasCleared) return 'zeroed before it is filled';
  return before === undefined ? 'which is new' : 'taken as it is';
}

function contentsText(before: BlockUse | undefined, names: Names): string {
  const found = new Map<string, number>();
  let start = 0;
  for (const { end, write } of before?.contents ?? []) {
    if (write !== undefined) {
      const whose = names.short(write.recipient);
      found.set(whose, (found.get(whose) ?? 0) + end - start);
    }
    start = end;
  }
  if (found.size === 0) return 'in it were zeros';
  const sorted = [...found].sort(([, a], [, b]) => b - a);
  const told = sorted.slice(0, MOST).map(([whose, bytes]) => `${counted(bytes, 'byte')} for ${whose}`);
  if (sorted.length > MOST) told.push(`bytes for ${counted(sorted.length - MOST, 'other')}`);
  return `in it were ${enumerated(told)}`;
}

interface Told {
  text: string;
  role?: Role;
}

function staleTexts({ leak, failures, passedOn = [], forwards }: RecordedFrame, names: Names): Told[] {
  const ranges = leak?.ranges ?? [];
  // What tells most, first.
  const sorted = [...ranges, ...passedOn].sort((a, b) => weightOf(b) - weightOf(a));
  const told = sorted.slice(0, MOST).map((range): Told => {
    const { start, end, field, source, crossRecipient } = range;
    const secrets = (range.secrets ?? []).map((secret) => {
      return `${counted(secret.end - secret.start, 'byte')} of the secret ${printable(secret.name)}`;
    });
    const which = secrets.length === 0 ? '' : `, with ${enumerated(secrets)}`;
    const whose = `${names.frame(source)}, which was for ${names.short(source.recipient)}`;
    const carried = passedOn.includes(range);
    const how = carried ? `as they leaked in frame ${forwards?.number ?? '?'}, from` : 'still from';
    const text = `${byteSpan(start, end)} (${field}) ${how} ${whose}${which}${crossRecipient ? ' !' : ''}`;
    return { text, role: kindOf(range) };
  });
  const more = sorted.length - told.length + (leak?.leftOut?.ranges ?? 0);
  if (more > 0) told.push({ text: `and in ${counted(more, 'other place')}`, role: 'dim' });
  for (const failure of failures.slice(0, 1)) {
    const summed = harmfulOf(failure, ranges);
    if (failure.cause !== 'stale-memory' || summed === undefined) continue;
    const isField = summed.start >= failure.offset && summed.end <= failure.offset + 2;
    const where = `${byteSpan(summed.start, summed.end)}${isField ? ' (the checksum itself)' : ''}`;
    const whose = `${names.frame(summed.source)}, which was for ${names.short(summed.source.recipient)}`;
    told.push({
      text: `${where} held bytes of ${whose}, when the ${failure.protocol} checksum was summed`,
      role: 'caution',
    });
  }
  return told;
}

/** Stale bytes make a checksum wrong only if they are not in the frame as it goes out. */
function harmfulOf(
  { staleSummed }: ChecksumFailure,
  ranges: readonly LeakRange[],
): ChecksumFailure['staleSummed'][number] | undefined {
  const isSent = ({ start, end }: { start: number; end: number }): boolean =>
    ranges.some((range) => range.start <= start && range.end >= end);
  return staleSummed.find((range) => !isSent(range)) ?? staleSummed[0];
}

function weightOf({ start, end, crossRecipient, secrets = [] }: CarriedRange): number {
  return (secrets.length > 0 ? 1 << 20 : 0) + (crossRecipient ? 1 << 18 : 0) + end - start;
}

function kindOf(range: CarriedRange): StaleKind {
  return range.crossRecipient && range.secrets !== undefined
    ? 'secret'
    : kindAt({ ...range, secrets: [] }, range.start);
}

const WHY: Readonly<Record<ChecksumFailure['cause'], string>> = {
  'stale-memory': 'stale memory was summed',
  writer: "a mistake of the packet's writer",
  'left-to-card': 'it is left to the card, as the ring says, which is not read',
};

function verdictTexts(frame: RecordedFrame, names: Names): Told[] {
  const { verdict, failures, recipient, checksum } = frame;
  const leakedBytes = frame.leakedBytes + (frame.passedOnBytes ?? 0);
  const who = isForFirewall(frame) ? 'the firewall' : names.short(recipient);
  const overlooked = failures.filter((failure) => failure.overlooked);
  if (overlooked.length > 0) {
    return overlooked.slice(0, MOST).map(({ protocol, found, expected, cause }): Told => {
      const text = `${who} looks at no checksum: ${protocol} checksum ${hex16(found)}, right is ${hex16(expected)}; ${WHY[cause]}`;
      return { text, role: 'caution' };
    });
  }
  if (checksum?.fate === 'unread' && verdict === 'delivered') {
    const text = `${who} takes it: it looks at no checksum and at nothing that the ring says of one`;
    return [{ text, role: leakedBytes > 0 ? 'caution' : 'good' }];
  }
  const isUnseen = checksum?.fate === 'taken' || checksum?.fate === 'fixed-up';
  if (verdict === 'delivered' && isUnseen) {
    const how =
      checksum.fate === 'taken'
        ? 'nobody looks at its checksum, as the ring says'
        : 'its checksum is summed up anew, as the ring says nothing of it';
    return [{ text: `${who} takes it: ${how}`, role: leakedBytes > 0 ? 'caution' : 'good' }];
  }
  if (verdict === 'discarded' && failures.length === 0) {
    return [
      {
        text: `${who} throws it away: for what the ring says of its checksum, or does not say`,
        role: 'alarm',
      },
    ];
  }
  switch (verdict) {
    case 'delivered':
      return leakedBytes > 0
        ? [{ text: `${who} takes it: every checksum is right, and nobody notices`, role: 'caution' }]
        : [{ text: `${who} takes it: every checksum is right`, role: 'good' }];
    case 'discarded':
      return failures.slice(0, MOST).map(({ protocol, found, expected, cause }): Told => {
        const text = `${who} throws it away: ${protocol} checksum ${hex16(found)}, right is ${hex16(expected)}; ${WHY[cause]}`;
        return { text, role: 'alarm' };
      });
    case 'unverifiable':
      return [{ text: `${who} takes it; a checksum cannot be verified`, role: 'caution' }];
    default:
      return [
        {
          text: `${who} takes it; nothing wrong is found, but not all of it can be judged`,
          role: leakedBytes > 0 ? 'caution' : 'good',
        },
      ];
  }
}
