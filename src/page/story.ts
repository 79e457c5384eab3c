import type { Leak, LeakHop, LeakRange, Recipient, StaleSource } from '../audit/findings.ts';
import { deviceOf, deviceTitle, isVulnerable } from '../netchannel/devices.ts';
import { FIXED_IDS_RELEASE, FIXED_RELEASE, FIXED_UNMAP_RELEASE, RELEASES } from '../netchannel/releases.ts';
import type { RecordedFrame } from '../recording/recording.ts';
import { type DeviceAtFault, devicesAtFault } from '../report/devices-at-fault.ts';
import { staleMemoryHurt } from '../report/stale-memory-hurt.ts';
import { counted, enumerated, grouped } from '../report/words.ts';
import { UPLINK } from '../simulation/guests/network-options.ts';
import type { RunResult } from '../simulation/result.ts';
import type { Owners } from './owners.ts';

/** What happened, for somebody who has never heard of Xen. */
export interface Story {
  mood: 'bad' | 'good';
  title: string;
  /** What is to be seen in the frame that is open. */
  frame: string;
  /** Who hands packets to whom, and in what. */
  setting: string;
  /** What the release does with memory. */
  cause: string;
  /** What put it right. */
  fix: string;
}

/**
 * @param frame - that is open
 * @param before - what was in its block before
 */
export function storyOf(
  result: RunResult,
  owners: Owners,
  frame: RecordedFrame | undefined,
  before: RecordedFrame | undefined,
): Story {
  const hurt = staleMemoryHurt(result);
  const [atFault] = devicesAtFault(result) as [DeviceAtFault];
  return {
    mood: hurt || (result.ownBytes ?? 0) > 0 || (result.totals.sumsDropped ?? 0) > 0 ? 'bad' : 'good',
    title: titleOf(result, owners),
    setting: result.channels === undefined ? ONE_CHANNEL : SEVERAL_CHANNELS,
    frame: frame === undefined ? '' : frameSentence(frame, before, owners),
    cause: causeOf(atFault),
    fix: fixOf(atFault),
  };
}

const ONE_CHANNEL =
  'A unikernel, a small virtual machine, hands its packets to its host in blocks of shared memory, which are used again and again.';
const SEVERAL_CHANNELS =
  'Virtual machines hand their packets to another one, which is their firewall, and that hands on to its host: each in blocks of shared memory, which are used again and again.';

/** @returns what the script's notes say that stand before a frame, or before those that it follows on */
export function notesAt({ notes, noteCount, totals }: RunResult, number: number): string[] {
  // Of notes that are not kept nobody knows what crossed behind them.
  if (notes.length !== noteCount) return [];
  let next = totals.frames - notes.reduce((sum, note) => sum + note.frames, 0) + 1;
  let told: string[] = [];
  for (const { text, frames } of notes) {
    told.push(text);
    next += frames;
    if (number < next) return number >= next - frames ? told : [];
    if (frames > 0) told = [];
  }
  return [];
}

function titleOf(result: RunResult, owners: Owners): string {
  const { largestLeak, totals, checksumGroups, ownBytes = 0, channels = [] } = result;
  if (totals.frames === 0 && ownBytes === 0) return 'No packet crossed the channel.';
  const passed = passedOnMost(result);
  if (passed !== undefined) {
    const { leak, hop } = passed;
    const { channel = 'a guest' } = leak.frame;
    const whom = capital(owners.name(hop.recipient));
    const whose = ownersOf(leak, hop.recipient, owners);
    return `${whom} got ${bytesMeantFor(whose, hop.crossRecipientBytes)}: ${channel} leaked them, and the firewall passed them on.`;
  }
  if (largestLeak !== null && largestLeak.crossRecipientBytes > 0) {
    const { frame, crossRecipientBytes } = largestLeak;
    const whose = ownersOf(largestLeak, frame.recipient, owners);
    const whom = owners.name(frame.recipient);
    const what = bytesMeantFor(whose, crossRecipientBytes);
    const isAtGuest = frame.channel !== undefined && frame.channel !== UPLINK;
    return isAtGuest ? `The firewall got ${what}, in a packet for ${whom}.` : `${capital(whom)} got ${what}.`;
  }
  const spoilt = checksumGroups.reduce(
    (sum, { cause, failures }) => sum + (cause === 'stale-memory' ? failures : 0),
    0,
  );
  if (ownBytes > 0) {
    const guest = channels.find(({ name, ownBytes: own = 0 }) => name !== UPLINK && own > 0);
    return guest === undefined
      ? `The host got at ${counted(ownBytes, 'byte')} that the unikernel had for itself.`
      : `The unikernel got at ${counted(guest.ownBytes ?? 0, 'byte')} that ${guest.name} had for itself.`;
  }
  if (totals.leakedBytes > 0)
    return `${counted(totals.leakedBytes, 'byte')} of earlier packets went out once more.`;
  if (spoilt > 0)
    return `${counted(totals.discarded, 'packet')} ${totals.discarded === 1 ? 'was' : 'were'} thrown away because of what was left in memory.`;
  if ((totals.sumsDropped ?? 0) > 0) return lossTitle(totals, checksumGroups);
  return 'Nobody got a byte that was not meant for them.';
}

/** A leak of which a firewall passed bytes on, and the frame that most of them are in. */
export interface PassedLeak {
  leak: Leak;
  hop: LeakHop & { frame: number; recipient: Recipient };
}

/** @returns the leak of which most went on to somebody whom it was not meant for; undefined if a firewall passed on nothing */
export function passedOnMost({ leaks }: Pick<RunResult, 'leaks'>): PassedLeak | undefined {
  let most: PassedLeak | undefined;
  for (const leak of leaks) {
    for (const { frame, recipient, ...hop } of leak.way ?? []) {
      if (frame === null || recipient === null) continue;
      if (hop.crossRecipientBytes <= (most?.hop.crossRecipientBytes ?? 0)) continue;
      most = { leak, hop: { ...hop, frame, recipient } };
    }
  }
  return most;
}

/** Names of those whom leaked bytes were meant for, but for whoever got them. */
function ownersOf({ ranges }: Leak, recipient: Recipient, owners: Owners): Set<string> {
  const names = new Set(ranges.map(({ source, origin = source }) => owners.name(origin.recipient)));
  names.delete(owners.name(recipient));
  return names;
}

function bytesMeantFor(names: ReadonlySet<string>, bytes: number): string {
  const [only] = names;
  const from = names.size === 1 && only !== undefined ? only : 'others';
  return `${bytes === 1 ? '1 byte that was' : `${grouped(bytes)} bytes that were`} meant for ${from}`;
}

/** Packets are lost for what the ring says about their checksums, or does not say. */
function lossTitle(
  { sumsDropped = 0, frames }: RunResult['totals'],
  groups: RunResult['checksumGroups'],
): string {
  const [were, their] = sumsDropped === 1 ? ['was', 'its'] : ['were', 'their'];
  const lost = `${grouped(sumsDropped)} of ${counted(frames, 'packet')} ${were} thrown away`;
  const left = groups.reduce(
    (sum, { cause, failures }) => sum + (cause === 'left-to-card' ? failures : 0),
    0,
  );
  if (left < sumsDropped) return `${lost}, for what the ring says of ${their} checksum, or does not say.`;
  return `${lost}: ${their} checksum was left to a network card.`;
}

function frameSentence(frame: RecordedFrame, before: RecordedFrame | undefined, owners: Owners): string {
  const to = owners.name(frame.recipient);
  const start = `Packet ${frame.number} is for ${to}.`;
  if (frame.passedOn !== undefined) return carriedSentence(frame, owners);
  if (frame.direction === 'rx') {
    const { forwards, channel } = frame;
    if (forwards !== undefined) return `${start}${madeSentence(frame)} Nothing stale can be in it.`;
    const over = channel === undefined ? '' : ` over ${channel}`;
    return `Packet ${frame.number} came in${over}, for ${to}. Nothing stale can be in it.${checksumSentence(frame)}`;
  }
  const { leak } = frame;
  if (leak !== undefined) {
    const own = grouped(frame.length - leak.leakedBytes);
    const filled = `Of its ${grouped(frame.length)} bytes, ${own} were written for it. The other ${grouped(leak.leakedBytes)}`;
    const from = sourcesOf(leak.ranges, leak.leakedBytes, owners);
    const left = from.several ? 'are what earlier packets had left' : `are what ${from.text}, had left`;
    const parts = from.several ? ` (${from.text})` : '';
    return `${start} ${filled} ${left} in the same memory${parts}${secretsIn(leak.ranges)}.${madeSentence(frame)}${waySentence(frame, owners)}`;
  }
  const cleared = clearedBytes(frame);
  const rest =
    cleared === 0
      ? 'All of its bytes were written for it'
      : `${grouped(cleared)} of its bytes nobody wrote: ${cleared === 1 ? 'it is' : 'they are'} zero`;
  const was =
    before === undefined
      ? ''
      : `, whatever packet ${before.number}, for ${owners.name(before.recipient)}, had left there`;
  return `${start} ${rest}${was}.${checksumSentence(frame)}${madeSentence(frame)}`;
}

/** What the ring says about its checksum, and what came of that. Empty if the ring says nothing. */
function checksumSentence({ checksum, verdict }: RecordedFrame): string {
  if (checksum === undefined) return '';
  const { flags, segmentSize, fate } = checksum;
  const cut =
    segmentSize === undefined
      ? ''
      : ` It is to be cut into segments of ${counted(segmentSize, 'byte')} of payload.`;
  if (fate === 'fixed-up')
    return `${cut} The ring says nothing of its checksum, which is summed up anew for that.`;
  if (fate === 'unread') return `${cut}${unreadSentence(flags)}`;
  const left = flags.includes('csum_blank')
    ? ' Its checksum is left to a network card, as the ring says'
    : '';
  if (fate === 'taken')
    return `${cut}${left === '' ? ' The ring says that its checksum is right' : left}: nobody looks at it.`;
  if (left === '')
    return `${cut}${fate === 'dropped' ? ' The ring says nothing of its checksum: for that it is thrown away.' : ''}`;
  return `${cut}${left}, but who gets it does not read that${verdict === 'discarded' ? ', and throws it away' : ''}.`;
}

function unreadSentence(flags: readonly string[]): string {
  const said = flags.includes('csum_blank')
    ? ' Its checksum is left to a network card, as the ring says, and'
    : ' As for its checksum,';
  return `${said} the firewall does not look: it makes checksums of its own.`;
}

/** What a firewall made it of; empty for a frame that its sender made. */
function madeSentence({ forwards, protocol }: RecordedFrame): string {
  if (forwards === undefined) return '';
  const { number, channel } = forwards;
  return protocol === 'arp'
    ? ` The firewall answers packet ${number} with it, which came over ${channel}.`
    : ` The firewall made it of packet ${number}, which came over ${channel}.`;
}

/** What a firewall did with the bytes that leak in it. */
function waySentence({ leak, leakedBytes, channel }: RecordedFrame, owners: Owners): string {
  const [hop] = leak?.way ?? [];
  if (hop === undefined) return '';
  if (hop.dropped !== undefined)
    return ` It comes over ${channel} to the firewall, which drops it, because ${hop.dropped}.`;
  const whom = hop.recipient === null ? '' : owners.name(hop.recipient);
  const over = whom === hop.channel ? '' : `, over ${hop.channel}`;
  const what = hop.bytes === 0 ? 'none' : hop.bytes === leakedBytes ? 'all' : grouped(hop.bytes);
  return ` It comes over ${channel} to the firewall, which passes ${what} of these on, in packet ${hop.frame}${over}, to ${whom}.`;
}

/** Of a frame that carries old bytes on. */
function carriedSentence(frame: RecordedFrame, owners: Owners): string {
  const { number, recipient, forwards, passedOn = [], passedOnBytes = 0, leakedBytes } = frame;
  const from = sourcesOf(passedOn, passedOnBytes, owners).text;
  const own =
    leakedBytes === 0
      ? ''
      : ` ${counted(leakedBytes, 'byte')} more ${leakedBytes === 1 ? 'is' : 'are'} old memory of the firewall’s own.`;
  return `Packet ${number} is for ${owners.name(recipient)}. The firewall made it of packet ${forwards?.number}, and copied ${counted(passedOnBytes, 'byte')} that had leaked there, of ${from}${secretsIn(passedOn)}.${own}`;
}

/** Packets whose bytes a sentence tells one by one. */
const MOST_SOURCES = 3;

/**
 * Whose old bytes are.
 * @param bytes - of all of them, told ranges or not
 * @returns `packet 10, for alice`; or of several, `40 of packet 2, for web and 6 of packet 5, for ben`
 */
function sourcesOf(
  ranges: readonly Pick<LeakRange, 'start' | 'end' | 'source'>[],
  bytes: number,
  owners: Owners,
): { text: string; several: boolean } {
  const parts = new Map<string, number>();
  for (const { start, end, source } of ranges) {
    const what = `${sourceWords(source)}, for ${owners.name(source.recipient)}`;
    parts.set(what, (parts.get(what) ?? 0) + end - start);
  }
  const [only] = parts.keys();
  if (parts.size === 1 && only !== undefined) return { text: only, several: false };
  const most = [...parts].sort(([, a], [, b]) => b - a).slice(0, MOST_SOURCES);
  const rest = bytes - most.reduce((sum, [, count]) => sum + count, 0);
  const told = most.map(([what, count]) => `${grouped(count)} of ${what}`);
  return { text: enumerated(rest > 0 ? [...told, `${grouped(rest)} of others`] : told), several: true };
}

function sourceWords({ number, isPending }: StaleSource): string {
  if (number !== null) return `packet ${number}`;
  return isPending === true ? 'a packet that was yet to cross' : 'a packet that never crossed';
}

function secretsIn(ranges: readonly Pick<LeakRange, 'secrets'>[]): string {
  const bytes = new Map<string, number>();
  for (const { secrets = [] } of ranges) {
    for (const { name, start, end } of secrets) bytes.set(name, (bytes.get(name) ?? 0) + end - start);
  }
  if (bytes.size === 0) return '';
  const parts = [...bytes].map(([name, count]) => `${counted(count, 'byte')} of the secret “${name}”`);
  return `: among them ${parts.join(' and ')}`;
}

/** The device of the run, or of the channels on which it went wrong. */
function causeOf({ device, channels, hurt, ownBytes }: DeviceAtFault): string {
  const row = deviceOf(device);
  if (ownBytes > 0) {
    return 'No packet has to be wrong for that: a host that still has a page at hand, or is lent more of it than the packet, reads what else is there. What it did stands below.';
  }
  if (row === undefined) return '';
  const { fillInto, clearBeforeFill, requestIds } = row.front;
  if (hurt && requestIds === 'of the page') {
    return `${titleAt(device, channels)} gives both halves of a page one number. The answer to one packet then frees the memory of another, which is written over before the host has read it. What fixed it: from release ${FIXED_IDS_RELEASE} on, each half has a number of its own.`;
  }
  const title = titleAt(device, channels);
  if (fillInto === 'private buffer') {
    return `${title} has packets finished in memory of its own, and copies them into the shared block: what was in there stays there.`;
  }
  if (clearBeforeFill === 'block') {
    return `${title} zeroes a block of memory before it is written to. That is the whole fix: what nobody writes is zero.`;
  }
  if (!(device in RELEASES)) return `${title}: ${row.summary}.`;
  return `${title} writes packets into blocks of memory that are used again and again, and clears none in between. Whoever announces more bytes than they write sends what was there before.`;
}

function titleAt(device: string, channels: readonly string[]): string {
  const title = device in RELEASES ? `Release ${device}` : capital(deviceTitle(device));
  if (channels.length === 0) return title;
  return `${title}, which ${enumerated(channels)} ${channels.length === 1 ? 'runs' : 'run'},`;
}

function fixOf({ device, channels, hurt, ownBytes }: DeviceAtFault): string {
  const look = channels.length === 0 ? 'Flip the switch above' : 'Name another device there in the script';
  if (ownBytes > 0) {
    const front = deviceOf(device)?.front;
    if (front === undefined || front.pool === 'caller pages' || front.endsAccess === 'once unmapped')
      return '';
    return `What fixed it: from release ${FIXED_UNMAP_RELEASE} on, a page that the host still has mapped is not used again. ${look}, and see.`;
  }
  if (!hurt || !isVulnerable(device)) return '';
  return `What fixed it: release ${FIXED_RELEASE} zeroes each block first. ${look}, and see the same bytes.`;
}

/** How many bytes of a frame nobody wrote since they were zeroed. */
export function clearedBytes({ cleared }: RecordedFrame): number {
  let bytes = 0;
  for (let i = 0; i < cleared.length; i += 2) bytes += (cleared[i + 1] ?? 0) - (cleared[i] ?? 0);
  return bytes;
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
