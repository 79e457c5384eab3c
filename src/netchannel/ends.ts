import type { EventChannel } from '../xen/event-channel.ts';
import type { GrantTable } from '../xen/grant-table.ts';
import type { MachineMemory } from '../xen/memory.ts';
import type { BackRing, FrontRing } from '../xen/shared-ring.ts';

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
