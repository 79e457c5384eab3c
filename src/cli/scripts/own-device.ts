import { OWN_DEVICE } from '../../netchannel/devices.ts';
import { CliError } from '../cli-error.ts';

/**
 * @param devices - that are asked for
 * @param script - undefined if there is none
 * @throws CliError if the script's own device is among them, and it describes none
 */
export function refuseMissingOwn(
  devices: readonly string[],
  script: { readonly ownDevice?: object } | undefined,
): void {
  if (!devices.includes(OWN_DEVICE) || script?.ownDevice !== undefined) return;
  throw new CliError(
    script === undefined
      ? 'Cannot run device own: it is the one that a script describes, and there is no script'
      : 'Cannot run device own: the script describes none; describe it there with "device: {like: …, netfront: …}"',
  );
}
