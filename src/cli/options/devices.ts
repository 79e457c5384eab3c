import { DEVICE_NAMES, type DeviceName, OWN_DEVICE } from '../../netchannel/devices.ts';
import { CliError } from '../cli-error.ts';
import { parseDevices } from './device.ts';
import { DIFFERENCES } from './differences.ts';
import { NETCHANNEL } from './netchannel.ts';
import type { OptionRow } from './option-row.ts';

/** Every device that is there without a script. */
const ALL = 'all';

export const DEVICES = {
  flags: '--devices <devices>',
  on: {
    compare: `measure devices instead: two or more releases or remedies, separated by commas, with ${OWN_DEVICE} for the one that the script describes; or ${ALL}`,
  },
  values: { kind: 'list', choices: [ALL, ...DEVICE_NAMES, OWN_DEVICE] },
  excludes: [
    {
      option: NETCHANNEL,
      says: 'Cannot combine --devices with --netchannel, which chooses among releases only; leave one out',
    },
    {
      option: DIFFERENCES,
      says: 'Cannot combine --devices with --differences: devices are measured, and no frames are shown; leave one out',
    },
  ],
  parse: parseAll,
  write: (devices) => devices.join(','),
} satisfies OptionRow<readonly DeviceName[]>;

/** @throws CliError */
function parseAll(text: string): DeviceName[] {
  const names = text.split(',').map((name) => name.trim());
  if (!names.includes(ALL)) return parseDevices(text, '--devices');
  const others = names.filter((name) => name !== ALL);
  if (others.length === 0) return [...DEVICE_NAMES];
  if (others.length === 1 && others[0] === OWN_DEVICE) return [...DEVICE_NAMES, OWN_DEVICE];
  throw new CliError(`Cannot combine ${ALL} with names after --devices, but with ${OWN_DEVICE}`);
}
