import type { RunResult } from '../simulation/result.ts';
import { staleMemoryHurt } from './stale-memory-hurt.ts';

/** A device whose netfront let something happen, where that is known. */
export interface DeviceAtFault {
  device: string;
  /** The channels of several whose netfront is of it: none if it is the device of the run. */
  channels: string[];
  /** Whether what was left in shared memory did harm. */
  hurt: boolean;
  /** What its domain had for itself and netback got at. */
  ownBytes: number;
}

/**
 * @returns the devices on whose channels something went wrong, those with most bytes first; that of the run, if nothing did,
 * or if there is one channel
 */
export function devicesAtFault(result: RunResult): DeviceAtFault[] {
  const { release, channels = [], ownBytes = 0 } = result;
  const found = new Map<string, DeviceAtFault & { bytes: number }>();
  for (const { name, netfront, leakedBytes, ownBytes: own = 0 } of channels) {
    if (leakedBytes + own === 0) continue;
    const device = found.get(netfront) ?? {
      device: netfront,
      channels: [],
      hurt: false,
      ownBytes: 0,
      bytes: 0,
    };
    found.set(netfront, device);
    if (netfront !== release) device.channels.push(name);
    device.hurt ||= leakedBytes > 0;
    device.ownBytes += own;
    device.bytes += leakedBytes + own;
  }
  if (found.size === 0) return [{ device: release, channels: [], hurt: staleMemoryHurt(result), ownBytes }];
  return [...found.values()].sort((a, b) => b.bytes - a.bytes).map(({ bytes: _, ...device }) => device);
}
