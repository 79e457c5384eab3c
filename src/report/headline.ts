import { OSEC_2016_02_ID, OSEC_2019_01_ID, OSEC_2019_02_ID } from '../advisory/ids.ts';
import type { ChecksumCause } from '../audit/findings.ts';
import { deviceOf, deviceTitle, isVulnerable, OWN_DEVICE } from '../netchannel/devices.ts';
import { UPLINK } from '../simulation/guests/network-options.ts';
import type { RunResult } from '../simulation/result.ts';
import { type DeviceAtFault, devicesAtFault } from './devices-at-fault.ts';
import { counted, enumerated, grouped } from './words.ts';

/** What happened in a run, in plain words for somebody who has not heard of the advisory. */
export function headline(result: RunResult): string {
  const { totals } = result;
  if (totals.frames === 0 && result.ownBytes === undefined)
    return `${deviceTitle(result.release)}: no frame crossed the channel.`;
  return [leakSentence, passedSentence, overtakenSentence, ownSentence, dropSentence, deviceSentences]
    .map((sentence) => sentence(result))
    .filter((sentence) => sentence !== '')
    .join(' ');
}

/** What a firewall did with what leaked at its guests. */
function passedSentence({ totals }: RunResult): string {
  const { passedOnBytes = 0, passedOnFrames = 0 } = totals;
  if (passedOnBytes === 0) return '';
  return `The firewall passed on ${counted(passedOnBytes, 'leaked byte')} in ${counted(passedOnFrames, 'frame')} of its own.`;
}

/** MSA00, or what a netback does that answers too early. */
function overtakenSentence({ totals }: RunResult): string {
  const { notAsPushed = 0 } = totals;
  if (notAsPushed === 0) return '';
  const [were, their] = notAsPushed === 1 ? ['was', 'its'] : ['were', 'their'];
  return `${counted(notAsPushed, 'frame')} ${were} not what had been pushed: ${their} block was filled again before netback read it.`;
}

/** MSA02 and XSA-403: nothing of that is in a frame. */
function ownSentence({ ownBytes = 0, channels = [] }: RunResult): string {
  if (ownBytes === 0) return '';
  const ofGuests = channels.filter(({ name, ownBytes: own }) => name !== UPLINK && own !== undefined);
  const ofUnikernel = ofGuests.reduce((rest, { ownBytes: own = 0 }) => rest - own, ownBytes);
  return [
    ...(ofUnikernel === 0
      ? []
      : [`Netback got at ${counted(ofUnikernel, 'byte')} that the unikernel had for itself.`]),
    ...ofGuests.map(
      ({ name, ownBytes: own = 0 }) =>
        `The unikernel, as the netback of ${name}, got at ${counted(own, 'byte')} that ${name} had for itself.`,
    ),
  ].join(' ');
}

function deviceSentences(result: RunResult): string {
  return devicesAtFault(result).map(deviceSentence).join(' ');
}

function deviceSentence({ device: name, channels, hurt, ownBytes }: DeviceAtFault): string {
  const policy = deviceOf(name);
  const device = `${deviceTitle(name)}${channels.length === 0 ? '' : `, which ${enumerated(channels)} ${channels.length === 1 ? 'runs' : 'run'},`}`;
  if (ownBytes > 0 && !hurt && policy?.front.endsAccess === 'at once') {
    return policy.front.pool === 'caller pages'
      ? `${device} grants netback the pages of whoever sends.`
      : `${device} uses a page again that netback may still have mapped (${OSEC_2019_02_ID}).`;
  }
  if (isVulnerable(name)) {
    return `${device} hands packet writers blocks of shared memory in which old packets still are (${OSEC_2019_01_ID}).`;
  }
  if (policy?.front.requestIds === 'of the page') {
    return `${device} gives both blocks of a page one id, so that the answer to one frame may free the block of another (${OSEC_2016_02_ID}).`;
  }
  if (policy === undefined) {
    if (name !== OWN_DEVICE) return `The release was ${device}.`;
    return channels.length === 0
      ? "The device was the script's own."
      : `${enumerated(channels)} ${channels.length === 1 ? 'runs a device' : 'run devices'} of the script's own.`;
  }
  return `${device} ${hurt ? 'is meant to be safe' : 'leaks nothing'} (${policy.summary}).`;
}

function leakSentence({ totals }: RunResult): string {
  const { frames, leakingFrames, leakedBytes, crossRecipientBytes } = totals;
  if (leakingFrames === 0) return `No bytes of an earlier packet in ${counted(frames, 'frame')}.`;
  const others = (totals.notAsPushed ?? 0) > 0 ? 'other' : 'earlier';
  const carried = `${grouped(leakingFrames)} of ${counted(frames, 'frame')} carried ${counted(leakedBytes, 'byte')} of ${others} packets`;
  if (crossRecipientBytes === 0) return `${carried}, none to anybody but whom they were meant for.`;
  if (crossRecipientBytes === leakedBytes) return `${carried} to somebody whom these were not meant for.`;
  return `${carried}, ${grouped(crossRecipientBytes)} of these bytes to somebody ${crossRecipientBytes === 1 ? 'whom it was' : 'whom they were'} not meant for.`;
}

function dropSentence({ totals, checksumGroups }: RunResult): string {
  const { overlooked = 0, flagsDropped = 0 } = totals;
  if (overlooked > 0) return overlookedSentence(totals.discarded, overlooked);
  const discarded = totals.discarded - flagsDropped;
  if (flagsDropped === 0)
    return discarded === 0 ? 'The receiver dropped none.' : wrongSentence(discarded, checksumGroups);
  const why = 'for what the ring says about checksums, or does not say';
  if (discarded === 0) return `${droppedText(flagsDropped)} ${why}.`;
  return `${wrongSentence(discarded, checksumGroups)} It dropped ${grouped(flagsDropped)} more ${why}.`;
}

function droppedText(frames: number): string {
  return `${counted(frames, 'frame')} ${frames === 1 ? 'was' : 'were'} dropped by the receiver`;
}

/** @param discarded - frames with a wrong checksum */
function wrongSentence(discarded: number, checksumGroups: RunResult['checksumGroups']): string {
  const wrong = checksumGroups.reduce((sum, { failures }) => sum + failures, 0);
  const causedBy = (which: ChecksumCause): number =>
    checksumGroups.reduce((sum, { cause, failures }) => sum + (cause === which ? failures : 0), 0);
  const byMemory = causedBy('stale-memory');
  const left = causedBy('left-to-card');
  const dropped = droppedText(discarded);
  const byWriter = wrong - byMemory - left;
  const bugs = byWriter === 1 ? 'is a bug' : 'are bugs';
  if (left > 0) {
    const others = [
      ...(byMemory > 0 ? [`${grouped(byMemory)} came from stale memory`] : []),
      ...(byWriter > 0 ? [`${grouped(byWriter)} ${bugs} of the writer`] : []),
    ].map((text) => `, ${text}`);
    if (left === wrong) return `${dropped}: ${allOf(wrong)} ${left === 1 ? 'was' : 'were'} left to the card.`;
    return `${dropped}; of ${grouped(wrong)} wrong checksums ${grouped(left)} ${left === 1 ? 'was' : 'were'} left to the card${others.join('')}.`;
  }
  if (byMemory === 0) return `${dropped}: ${allOf(wrong)} ${bugs} of the writer.`;
  if (byWriter === 0) return `${dropped}: ${allOf(wrong)} came from stale memory.`;
  return `${dropped}; of ${grouped(wrong)} wrong checksums ${grouped(byMemory)} came from stale memory, ${grouped(byWriter)} ${bugs} of the writer.`;
}

function overlookedSentence(discarded: number, overlooked: number): string {
  const lost =
    discarded === 0
      ? 'Receivers dropped none'
      : `${counted(discarded, 'frame')} ${discarded === 1 ? 'was' : 'were'} dropped by receivers`;
  const came = `${counted(overlooked, 'frame')} with a wrong checksum came to the firewall`;
  return `${lost}; ${came}, which looks at none and makes its own.`;
}

function allOf(wrong: number): string {
  if (wrong === 1) return 'its wrong checksum';
  return wrong === 2 ? 'both wrong checksums' : `all ${grouped(wrong)} wrong checksums`;
}
