import type { Script } from '../script/script.ts';
import type { SimulationOptions } from './simulation.ts';

/** What a script says about the simulation that it runs in. */
export function settingsOf(script: Script): Omit<SimulationOptions, 'release'> {
  return {
    mac: script.unikernel.mac,
    mtu: script.mtu,
    poll: script.poll,
    epoch: script.epochNanoseconds,
    interval: script.intervalNanoseconds,
    ...(script.link === undefined ? {} : { link: script.link }),
    secrets: script.secrets,
  };
}
