import { type Arena, ORDINARY_MEMORY } from '../simd/arena.ts';
import { Host } from '../xen/host.ts';
import { type BackAxes, type FrontAxes, grantsPerFrame } from './axes.ts';
import { type DeviceName, type DeviceRow, knownDevice } from './devices.ts';
import { FaultyNetback, FaultyResponses } from './faulty-netback.ts';
import { Netback } from './netback.ts';
import {
  FRESH_PAGES,
  NETCHANNEL_PAGES,
  Netchannel,
  type NetchannelEnds,
  type NetchannelOptions,
} from './netchannel.ts';
import { Netfront } from './netfront.ts';
import { type NetchannelObserver, tellAll } from './observer.ts';
import type { ResponseFaults } from './response-faults.ts';
import { TxResponses } from './tx-responder.ts';

export interface ConnectOptions extends NetchannelOptions {
  /** A release, or another device. */
  release: DeviceName;
  /** The device named "own", if that is asked for. */
  own?: DeviceRow;
  /** What its netback is, if that is another's than the release's. */
  back?: BackAxes;
  /** Lends the device all memory. Ordinary memory if absent. */
  arena?: Arena;
  /** That it is on, with others. One of its own if absent. */
  host?: Host;
}

/** A device on a host of its own, watched by each of the observers in their order. */
export function connect(
  options: ConnectOptions,
  ...observers: readonly Partial<NetchannelObserver>[]
): Netchannel<Netfront, Netback> {
  const { release, arena = ORDINARY_MEMORY } = options;
  const { front, back: ownBack } = knownDevice(release, options.own);
  const { back = ownBack } = options;
  const observer = tellAll(observers);
  const ends: NetchannelEnds<Netfront, Netback> = {
    handshake: front,
    netfront: (transport) => new Netfront(transport, front, observer, arena),
    netback: (transport) => new Netback(transport, back, observer, arena),
  };
  return new Netchannel(options.host ?? hostFor(front, arena), ends, options);
}

/** The same, but its netback misbehaves when `faults` says so. */
export function connectFaulty(
  options: ConnectOptions,
  faults: ResponseFaults,
  ...observers: readonly Partial<NetchannelObserver>[]
): Netchannel<Netfront, FaultyNetback> {
  const { release, arena = ORDINARY_MEMORY } = options;
  const { front, back: ownBack } = knownDevice(release, options.own);
  const { back = ownBack } = options;
  const observer = tellAll(observers);
  const ends: NetchannelEnds<Netfront, FaultyNetback> = {
    handshake: front,
    netfront: (transport) => new Netfront(transport, front, observer, arena),
    netback: (transport) => {
      const responder = new FaultyResponses(new TxResponses(transport.tx), faults);
      return new FaultyNetback(new Netback(transport, back, observer, arena, responder), faults);
    },
  };
  return new Netchannel(options.host ?? hostFor(front, arena), ends, options);
}

/**
 * A host with as much memory as the device of this netfront takes.
 * @param machine - that it is a part of, with pages that no other domain gets; one of its own if absent
 */
export function hostFor(front: FrontAxes, arena: Arena, machine?: Host): Host {
  return new Host(pagesOf(front), arena, machine);
}

/** Pages of memory that the device of a netfront takes. */
function pagesOf(axes: FrontAxes): number {
  return grantsPerFrame(axes) ? FRESH_PAGES : NETCHANNEL_PAGES;
}
