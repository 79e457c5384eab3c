import { type DeviceName, type DeviceRow, knownDevice, OWN_DEVICE } from '../../netchannel/devices.ts';
import type { DeviceInput } from '../schema/device.ts';

/** The device that a script asks for. */
export interface ChosenDevice {
  release: DeviceName;
  /** What it is, if the script says. */
  ownDevice?: DeviceRow;
}

/** @returns the device by its name, and its row if it is the script's own */
export function compileDevice(input: DeviceInput): ChosenDevice {
  if (typeof input === 'string') return { release: input };
  const { like, netfront, netback } = input;
  const { front, back } = knownDevice(like);
  return {
    release: OWN_DEVICE,
    ownDevice: {
      front: {
        ...front,
        fillInto: netfront.write ?? front.fillInto,
        window: netfront.window ?? front.window,
        clearBeforeFill: netfront.clear ?? front.clearBeforeFill,
        clearAfterFill: netfront.clear_after ?? front.clearAfterFill,
        cleansOnRelease: netfront.clean_release ?? front.cleansOnRelease,
        cleansWith: netfront.clean_with ?? front.cleansWith,
        pool: netfront.pool ?? front.pool,
        receivePages: netfront.receive_pages ?? front.receivePages,
      },
      back: {
        ...back,
        fillInto: netback.write ?? back.fillInto,
        window: netback.window ?? back.window,
        clearBeforeFill: netback.clear ?? back.clearBeforeFill,
      },
      summary: `like ${like}, but for what the script says of it`,
      source: 'the script',
    },
  };
}
