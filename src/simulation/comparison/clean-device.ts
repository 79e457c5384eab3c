import type { DeviceRow } from '../../netchannel/devices.ts';

/** @returns a device that hands its writers as much as `row` does, all of it zero: its frames are those of clean memory */
export function cleanDevice({ front, back }: DeviceRow): DeviceRow {
  return {
    front: {
      ...front,
      clearBeforeFill: 'block',
      clearAfterFill: 'nothing',
      cleansOnRelease: 'nothing',
      pool: 'shared',
      requestIds: 'of the block',
    },
    back,
    summary: 'the same writers on clean memory',
    source: 'the comparison',
  };
}
