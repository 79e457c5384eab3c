import { Audit, type AuditOptions } from '../../audit/audit.ts';
import type { AuditedFrame } from '../../audit/audited-frame.ts';
import type { Books } from '../../audit/books.ts';
import { UPLINK_PORT } from '../../guest/firewall.ts';
import type { Packet } from '../../guest/packets.ts';
import { Stack } from '../../guest/stack.ts';
import { CHECKSUM_VALIDATED } from '../../netchannel/checksum-flags.ts';
import { type ConnectOptions, connectFaulty, hostFor } from '../../netchannel/connect.ts';
import { type DeviceName, type DeviceRow, knownDevice } from '../../netchannel/devices.ts';
import type { FaultyNetback } from '../../netchannel/faulty-netback.ts';
import type { FrameWriter } from '../../netchannel/frame-write.ts';
import type { Netchannel } from '../../netchannel/netchannel.ts';
import type { Netfront } from '../../netchannel/netfront.ts';
import type { EndName, NetchannelObserver } from '../../netchannel/observer.ts';
import { ResponseFaults } from '../../netchannel/response-faults.ts';
import type { SharedPagePool } from '../../netchannel/shared-page-pool.ts';
import type { Arena } from '../../simd/arena.ts';
import { formatMac } from '../../wire/address.ts';
import { Flow, setRecipient } from '../../wire/flow.ts';
import { ChannelTrouble } from '../channel-trouble.ts';
import type { DeviceCounts } from '../result.ts';
import { ChannelAgenda, type Schedule } from '../time/channel-agenda.ts';
import type { Polled } from '../time/poller.ts';
import { ChannelCounts } from './channel-counts.ts';
import { FirewallNode } from './firewall-node.ts';
import { type GuestOptions, type NetworkOptions, UPLINK } from './network-options.ts';
import type { ChannelResult, FirewallResult } from './network-result.ts';

/** Domain id of the unikernel; that of the driver domain behind its uplink is 0. */
const UNIKERNEL_DOMAIN = 1;

export interface GuestNetworkOptions {
  network: NetworkOptions;
  /** The machine that all channels are on. */
  host: NonNullable<ConnectOptions['host']>;
  /** Of the unikernel: of its netfront at the uplink, of its netbacks, and of the netfronts of guests that have no other. */
  release: DeviceName;
  own?: DeviceRow;
  /** The unikernel's MAC address, 6 bytes. */
  mac: Uint8Array;
  mtu: number;
  arena: Arena;
  books: Books;
  uplink: { channel: Netchannel<Netfront, FaultyNetback>; audit: Audit };
  /** Of the audit of a channel. */
  audit: (channel: string) => Omit<AuditOptions, 'channel' | 'keepsPushed' | 'arena'>;
  /** On which the channels of guests come after that of the unikernel. */
  agenda: Schedule;
  /** Further observers of a channel. */
  observersOf: (
    channel: string,
    audit: Audit,
    pool: () => SharedPagePool,
  ) => readonly Partial<NetchannelObserver>[];
  /** Something that the step was to send has failed. */
  failed: (step: number, error: unknown) => void;
}

/** One guest and its channel to the unikernel. */
interface Guest {
  channel: Netchannel<Netfront, FaultyNetback>;
  trouble: ChannelTrouble;
  audit: Audit;
  /** The guest's own. */
  stack: Stack;
  counts: ChannelCounts;
}

/**
 * The channels of guests that the unikernel serves, on one host with its own channel, the uplink, and the firewall
 * between all of them. Whoever polls polls them all, in the order of the script, the uplink last.
 */
export class GuestNetwork implements Polled {
  readonly #options: GuestNetworkOptions;
  readonly #guests = new Map<string, Guest>();
  readonly #uplinkCounts: ChannelCounts;
  readonly #firewall: FirewallNode;

  constructor(options: GuestNetworkOptions) {
    this.#options = options;
    const { network, release, uplink, mac, books, failed } = options;
    const { guests, rules, ip, macOf } = network;
    this.#uplinkCounts = new ChannelCounts(UPLINK, release, release);
    for (const guest of guests) this.#guests.set(guest.name, this.#guest(guest));
    const settled = (tag: number, error: Error | undefined): void => {
      const forwarded = books.forwardings.end(tag);
      if (error !== undefined) failed(forwarded?.step ?? tag, error);
    };
    const { mtu } = options;
    const { netfront } = uplink.channel;
    const forwarded = network.validated === true ? CHECKSUM_VALIDATED : 0;
    const stackTo = (device: FrameWriter): Stack => new Stack({ device, mac, mtu, forwarded, settled });
    const ports = [...this.#guests.values()].map(({ audit, channel }, i) => {
      const guestMac = guests[i]?.mac ?? mac;
      return { audit, stack: stackTo(channel.netback), macOf: () => guestMac };
    });
    this.#firewall = new FirewallNode({
      address: ip,
      guests: guests.map((guest) => guest.ip),
      rules,
      mac,
      uplink: { audit: uplink.audit, stack: stackTo(netfront), macOf },
      ports,
      forwardings: books.forwardings,
      failed,
    });
    netfront.receiver.callback = (frame) => {
      this.#firewall.take(frame, UPLINK_PORT);
      return 'done';
    };
    [...this.#guests.values()].forEach(({ channel }, i) => {
      channel.netback.inner.callback = (frame) => {
        this.#firewall.take(frame, i);
        return 'done';
      };
    });
  }

  /**
   * A guest sends a packet.
   * @param tag - the step
   * @returns false if it, or a fragment of it, has to wait
   * @throws what the device or a packet writer throws
   */
  send(guest: string, packet: Packet, tag: number): boolean {
    return this.#guestOf(guest).stack.send(packet, tag);
  }

  /** What goes wrong at the channel of a guest. */
  troubleOf(guest: string): ChannelTrouble {
    return this.#guestOf(guest).trouble;
  }

  /** The same of all, in the order of the script. */
  troubles(): ChannelTrouble[] {
    return [...this.#guests.values()].map(({ trouble }) => trouble);
  }

  /** The channels of all, in the order of the script, each with its audit. */
  ends(): { name: string; channel: Guest['channel']; audit: Audit }[] {
    return [...this.#guests].map(([name, { channel, audit }]) => ({ name, channel, audit }));
  }

  auditOf(guest: string): Audit {
    return this.#guestOf(guest).audit;
  }

  /** A frame has crossed one of the channels. */
  count(frame: AuditedFrame): void {
    const { channel = UPLINK } = frame;
    (this.#guests.get(channel)?.counts ?? this.#uplinkCounts).add(frame);
  }

  /** Until no channel has anything pending, but for what a stall of its netback holds back. */
  poll(): void {
    do {
      for (const channel of this.#channels()) channel.poll();
    } while (this.#hasWork);
  }

  pollEnd(end: EndName): void {
    for (const channel of this.#channels()) channel.pollEnd(end);
  }

  get hasEvents(): boolean {
    for (const channel of this.#channels()) if (channel.hasEvents) return true;
    return false;
  }

  get #hasWork(): boolean {
    for (const { hasEvents, netback } of this.#channels()) if (hasEvents && !netback.isStalled) return true;
    return false;
  }

  /** Writes that guests asked for, and the firewall at their netbacks. */
  get writes(): number {
    let writes = 0;
    for (const { audit } of this.#guests.values()) writes += audit.writeCount;
    return writes;
  }

  /** @param ownBytes - that the netback of the uplink got at */
  channels(ownBytes: number): ChannelResult[] {
    const ofGuests = [...this.#guests.values()].map(({ counts, trouble }) =>
      counts.result(trouble.hostileEnds.ownBytes),
    );
    return [...ofGuests, this.#uplinkCounts.result(ownBytes)];
  }

  firewall(): FirewallResult {
    return this.#firewall.result();
  }

  /** What the devices of the guests did, with what that of the uplink did. */
  deviceCounts(uplink: DeviceCounts): DeviceCounts {
    const sum = { ...uplink, notifications: { ...uplink.notifications } };
    for (const { channel, trouble } of this.#guests.values()) {
      const { netfront, netback, events } = channel;
      const faults = trouble.faults.counts();
      sum.pagesGranted += netfront.pool.pagesGranted;
      sum.bytesCleared += netfront.bytesCleared + netback.inner.bytesCleared;
      sum.bytesCopied += netfront.bytesCopied;
      sum.notifications.frontToBack += events.sentToBack;
      sum.notifications.backToFront += events.sentToFront;
      sum.responsesDropped += faults.responsesDropped;
      sum.responsesRefused += faults.responsesRefused;
      sum.responsesDelayed += faults.responsesDelayed;
      sum.grantsRefused += faults.grantsRefused;
    }
    return sum;
  }

  /** @throws RangeError if there is no such guest */
  #guestOf(name: string): Guest {
    const guest = this.#guests.get(name);
    if (guest === undefined) throw new RangeError(`Cannot find the guest ${JSON.stringify(name)}`);
    return guest;
  }

  *#channels(): Generator<Netchannel<Netfront, FaultyNetback>> {
    for (const { channel } of this.#guests.values()) yield channel;
    yield this.#options.uplink.channel;
  }

  /** To the unikernel, as the audits know it. */
  #firewallFlow(): Flow {
    const { network } = this.#options;
    const flow = new Flow();
    const { ip } = network;
    setRecipient(flow, 'ipv4', Uint8Array.of(ip >>> 24, ip >>> 16, ip >>> 8, ip));
    this.#options.audit(UPLINK).hosts?.resolve(flow);
    return flow;
  }

  #guest({ name, mac, release, own, checksums }: GuestOptions): Guest {
    const { host, mtu, arena, books, failed, observersOf, ...options } = this.#options;
    const device = release ?? options.release;
    const ownRow = release === undefined ? options.own : own;
    const { front } = knownDevice(device, ownRow);
    const audit = new Audit({
      ...options.audit(name),
      arena,
      flagUses: { tx: 'unread', rx: checksums?.flags ?? 'ignored' },
      keepsPushed: front.requestIds === 'of the page',
      channel: { name, books, firewall: this.#firewallFlow() },
    });
    const agenda = new ChannelAgenda(options.agenda, 1 + this.#guests.size);
    const channel: Guest['channel'] = connectFaulty(
      {
        release: device,
        ...(ownRow === undefined ? {} : { own: ownRow }),
        back: knownDevice(options.release, options.own).back,
        mac: formatMac(mac),
        frontend: UNIKERNEL_DOMAIN + 1 + this.#guests.size,
        backend: UNIKERNEL_DOMAIN,
        arena,
        // No domain gets pages of another's.
        host: hostFor(front, arena, host),
      },
      new ResponseFaults((id, nanoseconds) => agenda.schedule(id, nanoseconds)),
      audit,
      ...observersOf(name, audit, () => channel.netfront.pool),
    );
    const settled = (tag: number, error: Error | undefined): void => {
      if (error !== undefined) failed(tag, error);
    };
    const sum = checksums?.sum ?? 'computed';
    const stack = new Stack({ device: channel.netfront, mac, mtu, sum, settled });
    const trouble = new ChannelTrouble(channel, agenda, name);
    return { channel, trouble, audit, stack, counts: new ChannelCounts(name, device, options.release) };
  }
}
