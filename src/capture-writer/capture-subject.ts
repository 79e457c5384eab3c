import type { DeviceName } from '../netchannel/devices.ts';
import type { AddressName } from '../pcap-writer/index.ts';
import { captureComment, replayComment } from '../report/frame-comments.ts';
import type { Script } from '../script/script.ts';
import { UPLINK } from '../simulation/guests/network-options.ts';
import { formatIpv4, formatIpv6, formatMac } from '../wire/address.ts';

/** What a capture tells beside its packets. */
export interface CaptureSubject {
  /** What it is of, in one line. */
  comment: string;
  /** For those who read the capture. */
  addressNames: readonly AddressName[];
  /** The guest's, if it is known. */
  mac: string | undefined;
  /** If there are several channels: each with the MAC address of its netfront. */
  channels?: readonly CapturedChannel[];
}

/** One channel of several. */
export interface CapturedChannel {
  /** The guest's name, or that of the uplink. */
  name: string;
  mac: string;
}

/** A script that is run. */
export interface CapturedRun {
  script: Script;
  release: DeviceName;
  seed: number;
}

export function runSubject({ script, release, seed }: CapturedRun): CaptureSubject {
  return {
    comment: captureComment({ script: script.name, release, seed }),
    addressNames: addressNames(script),
    mac: formatMac(script.unikernel.mac),
    ...channelsOf(script),
  };
}

/** @param file - the capture that is replayed, as reports call it; whose addresses are whose it does not say */
export function replaySubject(file: string, release: DeviceName): CaptureSubject {
  return { comment: replayComment({ file, release }), addressNames: [], mac: undefined };
}

function channelsOf({ network, unikernel }: Script): { channels?: CapturedChannel[] } {
  if (network === undefined) return {};
  const guests = [...network.guests].map(([name, { mac }]) => ({ name, mac: formatMac(mac) }));
  return { channels: [...guests, { name: UPLINK, mac: formatMac(unikernel.mac) }] };
}

/** IPv4 first; Wireshark takes no names for MAC addresses from captures. */
function addressNames(script: Script): AddressName[] {
  const parties = [
    ['unikernel', script.unikernel] as const,
    ...script.hosts,
    ...(script.network?.guests ?? []),
  ];
  return parties.flatMap(([name, { ip, ip6 }]) => [
    { ipv4: formatIpv4(ip), name },
    { ipv6: formatIpv6(ip6), name },
  ]);
}
