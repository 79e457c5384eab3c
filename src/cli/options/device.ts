import { DEVICE_NAMES, type DeviceName, isDevice, OWN_DEVICE } from '../../netchannel/devices.ts';
import { REMEDY_NAMES } from '../../netchannel/remedies.ts';
import { enumerated } from '../../report/words.ts';
import { CliError } from '../cli-error.ts';
import { closestHint } from './closest-hint.ts';
import { MATRIX } from './matrix.ts';
import { NETCHANNEL } from './netchannel.ts';
import type { OptionRow } from './option-row.ts';

const KINDS = `a release, or a remedy: ${enumerated(REMEDY_NAMES, 'or')}`;

export const DEVICE = {
  flags: '--device <devices>',
  on: {
    run: `${KINDS}; or ${OWN_DEVICE} for the one that the script describes; several, separated by commas, are run one after the other`,
    demo: {
      flags: '--device <device>',
      says: `${KINDS}; or ${OWN_DEVICE} for the one that the script describes`,
    },
    probe: {
      flags: '--device <device>',
      says: `judge what crosses the channel if the program writes into the memory of this device: ${KINDS}`,
      values: { kind: 'choices', choices: DEVICE_NAMES },
    },
    replay: {
      says: `${KINDS}; several, separated by commas, are run side by side`,
      values: { kind: 'list', choices: DEVICE_NAMES },
    },
  },
  values: { kind: 'list', choices: [...DEVICE_NAMES, OWN_DEVICE] },
  excludes: [
    {
      option: NETCHANNEL,
      says: 'Cannot combine --device with --netchannel, which chooses among releases only; leave one out',
    },
    {
      option: MATRIX,
      says: 'Cannot combine --device with --matrix, which names releases itself; leave one out',
    },
  ],
  parse: parseDevices,
  write: (devices) => devices.join(','),
} satisfies OptionRow<readonly DeviceName[]>;

/**
 * @param text - what stands after --device: one device, or several with commas between them
 * @returns at least one, each once, in their order
 * @throws CliError
 */
export function parseDevices(text: string, option = '--device'): DeviceName[] {
  const devices = text.split(',').map((name) => parseDevice(name.trim()));
  const repeated = devices.find((device, i) => devices.indexOf(device) !== i);
  if (repeated === undefined) return devices;
  throw new CliError(`Cannot run device ${repeated} twice; name it once after ${option}`);
}

function parseDevice(name: string): DeviceName {
  if (name === OWN_DEVICE || isDevice(name)) return name;
  const all = [...DEVICE_NAMES, OWN_DEVICE];
  throw new CliError(
    `Unknown device ${JSON.stringify(name)}${closestHint(name, all)}; there are ${all.join(', ')}`,
  );
}
