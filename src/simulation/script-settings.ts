import { Hosts } from '../audit/hosts.ts';
import { derivedMac } from '../script/compile/mac.ts';
import { type ChecksumHabits, type Script, UNIKERNEL } from '../script/script.ts';
import { destinationMac } from '../wire/ipv4.ts';
import type { NetworkOptions } from './guests/network-options.ts';
import type { SimulationOptions } from './simulation-options.ts';

/** What a script says about the simulation that it runs in. */
export function settingsOf(script: Script): Omit<SimulationOptions, 'release'> & { hosts: Hosts } {
  return {
    mac: script.unikernel.mac,
    mtu: script.mtu,
    poll: script.poll,
    epoch: script.epochNanoseconds,
    interval: script.intervalNanoseconds,
    ...(script.link === undefined ? {} : { link: script.link }),
    ...(script.checksums === undefined ? {} : { checksums: script.checksums }),
    hosts: hostsOf(script),
    placeOf: (step) => placeOf(script, step),
    secrets: script.secrets,
    ...networkOf(script),
    ...(script.ownDevice === undefined ? {} : { own: script.ownDevice }),
  };
}

/** @returns whose which addresses are, as the script declares it: the guest's too */
export function hostsOf({
  unikernel,
  hosts,
  network,
}: Pick<Script, 'unikernel' | 'hosts' | 'network'>): Hosts {
  return new Hosts([
    { name: UNIKERNEL, ...unikernel },
    ...[...hosts, ...(network?.guests ?? [])].map(([name, { mac, ip, ip6, derived = [] }]) => ({
      name,
      mac,
      ip,
      ip6,
      derived,
    })),
  ]);
}

function networkOf({ unikernel, hosts, network, checksums }: Script): { network?: NetworkOptions } {
  if (network === undefined) return {};
  const macs = new Map([...hosts.values()].map(({ ip, mac }) => [ip, mac]));
  const guests = [...network.guests].map(([name, { mac, ip, device, checksums: own }]) => ({
    name,
    mac,
    ip,
    ...habitsOf(own ?? checksums?.guests),
    ...(device === undefined ? {} : { release: device.release }),
    ...(device?.ownDevice === undefined ? {} : { own: device.ownDevice }),
  }));
  return {
    network: {
      guests,
      rules: network.rules,
      ...(network.validated === true ? { validated: true } : {}),
      ip: unikernel.ip,
      macOf: (ip) => destinationMac(ip, macs.get(ip) ?? derivedMac(ip)),
    },
  };
}

function habitsOf(checksums: ChecksumHabits | undefined): { checksums?: ChecksumHabits } {
  return checksums === undefined ? {} : { checksums };
}

function placeOf({ sites, file }: Script, step: number): string {
  const site = sites[step];
  return site === undefined ? file : `${site.file ?? file}:${site.line}`;
}
