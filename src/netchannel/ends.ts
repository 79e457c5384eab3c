import type { EventChannel } from '../xen/event-channel.ts';
import type { GrantTable } from '../xen/grant-table.ts';
import type { MachineMemory } from '../xen/memory.ts';
import type { BackRing, FrontRing } from '../xen/shared-ring.ts';
import type { MtuAxis } from './axes.ts';

/** The MTU of Ethernet, and of an end that is told none. */
export const USUAL_MTU = 1500;

/** What connecting a device has set up for its frontend. */
export interface FrontTransport {
  memory: MachineMemory;
  /** The frontend domain's own grant table. */
  grants: GrantTable;
  /** The backend's domain id. */
  backend: number;
  tx: FrontRing;
  rx: FrontRing;
  events: EventChannel;
  /** The frontend's MAC address. */
  mac: string;
  /** @returns the most bytes behind an Ethernet header, from where an end has it; undefined if it has none */
  mtu: (axis: MtuAxis) => number | undefined;
}

/** What connecting a device has set up for its backend. */
export interface BackTransport {
  memory: MachineMemory;
  /** The frontend domain's grant table. */
  grants: GrantTable;
  /** The backend's own domain id. */
  domain: number;
  tx: BackRing;
  rx: BackRing;
  events: EventChannel;
  /** The frontend's MAC address. */
  mac: string;
  /** @returns the most bytes behind an Ethernet header, from where an end has it; undefined if it has none */
  mtu: (axis: MtuAxis) => number | undefined;
  /** Whether the frontend takes frames that are to be segmented. */
  peerAcceptsGso: boolean;
}

/** The end of a netchannel in the unikernel, as far as the channel knows it. */
export interface FrontEnd {
  /** What an event, or the start, makes it do. */
  handleEvent(): void;
  /** Lets no more frames out. */
  close(): void;
}

/** The end of a netchannel in the driver domain, as far as the channel knows it. */
export interface BackEnd {
  /** Whether it handles nothing at present, so that its events stay pending. */
  readonly isStalled: boolean;
  /** What an event, or the start, makes it do. */
  handleEvent(): void;
}
