import type { FirewallRule } from '../../guest/firewall.ts';
import type { DeviceName, DeviceRow } from '../../netchannel/devices.ts';
import type { ChecksumHabits } from '../../script/script.ts';

/** The channel between the firewall and the network, beside those of its guests. */
export const UPLINK = 'uplink';

/** A guest whose network device the unikernel serves. */
export interface GuestOptions {
  name: string;
  /** 6 bytes. */
  mac: Uint8Array;
  /** Unsigned 32-bit number. */
  ip: number;
  /** What its netfront is of; as the unikernel's device if absent. */
  release?: DeviceName;
  /** The device named "own", if that is asked for. */
  own?: DeviceRow;
  /** What it does about checksums. As upstream if absent. */
  checksums?: ChecksumHabits;
}

/** A unikernel that is a firewall between guests and its uplink. */
export interface NetworkOptions {
  /** One at least. */
  guests: readonly GuestOptions[];
  rules: readonly FirewallRule[];
  /** Whether the ring says data_validated of what it forwards. Not if absent, as in every release. */
  validated?: boolean;
  /** The unikernel's address. */
  ip: number;
  /** Where frames for an address behind the uplink go. */
  macOf: (ip: number) => Uint8Array;
}
