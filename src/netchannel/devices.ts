import { type BackAxes, type FrontAxes, grantsPerFrame } from './axes.ts';
import { RELEASE_NAMES, RELEASES, type Release } from './releases.ts';
import { REMEDIES, REMEDY_NAMES, type RemedyName } from './remedies.ts';

/** The two ends of a device, and what they are in words. */
export interface DeviceRow {
  front: FrontAxes;
  back: BackAxes;
  summary: string;
  /** Who does it, or did. */
  source: string;
}

/** What a device is called that a script describes itself, by its axes. */
export const OWN_DEVICE = 'own';

/** A release, a remedy, or the device that the script describes. */
export type DeviceName = Release | RemedyName | typeof OWN_DEVICE;

/** Those that are there without a script: releases, the oldest first, then remedies. To add a kind, add its table here. */
export const DEVICE_NAMES: readonly Exclude<DeviceName, typeof OWN_DEVICE>[] = [
  ...RELEASE_NAMES,
  ...REMEDY_NAMES,
];

/** Whether `name` is a device that is there without a script. */
export function isDevice(name: string): name is (typeof DEVICE_NAMES)[number] {
  return DEVICE_NAMES.some((offered) => offered === name);
}

/**
 * @param own - the device that the script describes, if it does
 * @returns what the device does; undefined if there is none of that name
 */
export function deviceOf(name: string, own?: DeviceRow): DeviceRow | undefined {
  if (name === OWN_DEVICE) return own;
  if (Object.hasOwn(RELEASES, name)) {
    const row = RELEASES[name as Release];
    return { ...row, source: `mirage-net-xen, commit ${row.commit}` };
  }
  return Object.hasOwn(REMEDIES, name) ? REMEDIES[name as RemedyName] : undefined;
}

/** As `deviceOf`. @throws RangeError if there is none of that name */
export function knownDevice(name: string, own?: DeviceRow): DeviceRow {
  const row = deviceOf(name, own);
  if (row === undefined) throw new RangeError(`Cannot find device ${JSON.stringify(name)}`);
  return row;
}

/** What a device is called in sentences: "netchannel 1.10.0", "device clear-on-take". */
export function deviceTitle(name: string): string {
  return Object.hasOwn(REMEDIES, name) || name === OWN_DEVICE ? `device ${name}` : `netchannel ${name}`;
}

/** Whether a device leaves old bytes in the memory that it hands to packet writers. */
export function isVulnerable(name: string, own?: DeviceRow): boolean {
  const front = deviceOf(name, own)?.front;
  return front?.fillInto === 'shared block' && leavesOldBytes(front);
}

function leavesOldBytes(front: FrontAxes): boolean {
  const { clearBeforeFill, cleansOnRelease } = front;
  if (clearBeforeFill !== 'nothing' || grantsPerFrame(front)) return false;
  return cleansOnRelease === 'nothing';
}
