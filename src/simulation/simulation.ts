import { Audit, type AuditListener, type AuditOptions } from '../audit/audit.ts';
import type { AuditedFrame } from '../audit/audited-frame.ts';
import { Books } from '../audit/books.ts';
import type { ExposureSources } from '../audit/exposure.ts';
import { Hosts } from '../audit/hosts.ts';
import { Stack } from '../guest/stack.ts';
import { grantsPerFrame } from '../netchannel/axes.ts';
import { connectFaulty, hostFor } from '../netchannel/connect.ts';
import { knownDevice } from '../netchannel/devices.ts';
import type { FaultyNetback } from '../netchannel/faulty-netback.ts';
import type { Netchannel } from '../netchannel/netchannel.ts';
import type { Netfront } from '../netchannel/netfront.ts';
import type { EndName, NetchannelObserver } from '../netchannel/observer.ts';
import { ResponseFaults } from '../netchannel/response-faults.ts';
import type { SharedPagePool } from '../netchannel/shared-page-pool.ts';
import type {
  ActingStep,
  FaultStep,
  HostileStep,
  NoteStep,
  OwnPageStep,
  SendStep,
  Step,
  WaitStep,
} from '../script/step.ts';
import { ORDINARY_MEMORY } from '../simd/arena.ts';
import { formatMac } from '../wire/address.ts';
import { CannotWrite } from '../wire/cannot-write.ts';
import { CaptureFeed, onlyPresent } from './capture/capture-feed.ts';
import { ChannelTrouble } from './channel-trouble.ts';
import { deviceCounts } from './device-counts.ts';
import type { FaultCauses } from './fault-causes.ts';
import { FrameLog } from './frame-log.ts';
import { futureOf } from './future.ts';
import { GuestNetwork } from './guests/guest-network.ts';
import { UPLINK } from './guests/network-options.ts';
import type { ChannelResult, FirewallResult } from './guests/network-result.ts';
import { HostileLog, type HostileResult } from './hostile-log.ts';
import { type LostResult, lostWrites } from './lost-writes.ts';
import { NoteLog } from './note-log.ts';
import { Peers } from './peers/peers.ts';
import { ReceiveWrite } from './peers/receive-write.ts';
import type { DeviceCounts, WriteError } from './result.ts';
import {
  DEFAULT_INTERVAL,
  DEFAULT_LISTED,
  DEFAULT_MTU,
  type SimulationListener,
  type SimulationOptions,
  type SimulationWatcher,
} from './simulation-options.ts';
import { StepErrors } from './step-errors.ts';
import { Arrivals } from './time/arrivals.ts';
import { entryOf } from './time/channel-agenda.ts';
import { POLL } from './time/due.ts';
import type { FuturePart } from './time/future-part.ts';
import type { Moment } from './time/moment.ts';
import { Poller } from './time/poller.ts';
import { Timeline } from './time/timeline.ts';

const NONE_STOPPED: ReadonlySet<EndName> = new Set();

/** A guest, its netchannel and the receiver at the other end, driven step by step in virtual time. */
export class Simulation {
  readonly channel: Netchannel<Netfront, FaultyNetback>;
  readonly audit: Audit;
  /** Steps taken so far. */
  stepsTaken = 0;
  /** Writes that had to wait so far. */
  blockedWrites = 0;
  /** The first frames that crossed. */
  readonly frames: FrameLog;
  /** What the script has told so far. */
  readonly notes: NoteLog;
  /** What hostile ends have done so far. */
  readonly #hostile = new HostileLog((channel) =>
    this.#troubleOf(channel === UPLINK ? undefined : channel).hostileEnds.counts(this.audit.totals.frames),
  );
  readonly #stack: Stack;
  readonly #peers: Peers;
  readonly #timeline: Timeline;
  readonly #arrivals: Arrivals;
  /** At its own channel. */
  readonly #trouble: ChannelTrouble;
  readonly #poller: Poller;
  readonly #stepErrors: StepErrors;
  /** Undefined if nothing is captured. */
  readonly #feed: CaptureFeed | undefined;
  readonly #listener: SimulationListener;
  readonly #watcher: SimulationWatcher | undefined;
  readonly #receiveWrite: ReceiveWrite;
  /** The guests that the unikernel serves; undefined if it is the only one. */
  readonly #network: GuestNetwork | undefined;
  /** Whether two blocks lie in one page. */
  readonly #sharesPages: boolean;
  /** The ends that have stopped listening, by what their channel is called. */
  readonly #stopped = new Map<string | undefined, Set<EndName>>();
  #isOver = false;
  /** Index of the step at hand, or of the last one. */
  #currentStep = 0;

  constructor(options: SimulationOptions) {
    const { capture, link, poll = { kind: 'each' }, mtu = DEFAULT_MTU, listed = DEFAULT_LISTED } = options;
    const { checksums, network } = options;
    const { listener = {}, hosts = new Hosts(), secrets = [], arena = ORDINARY_MEMORY } = options;
    if (network !== undefined) refuseOneSided(options);
    this.#listener = listener;
    this.#watcher = options.watcher;
    this.#stepErrors = new StepErrors({
      listed,
      placeOf: options.placeOf ?? ((step) => `step ${step}`),
      told: this.#tellError,
    });
    this.#timeline = new Timeline(options.epoch ?? 0n, options.interval ?? DEFAULT_INTERVAL, this.#happen);
    const { clock } = this.#timeline;
    this.#arrivals = new Arrivals(clock, link);
    this.notes = new NoteLog(clock);
    this.frames = new FrameLog(listed, clock);
    this.#feed = capture === undefined ? undefined : new CaptureFeed(capture, clock, link);
    const { front } = knownDevice(options.release, options.own);
    this.#sharesPages = !grantsPerFrame(front);
    const found = this.#feed?.findingsFor(listener) ?? onlyPresent(listener);
    const audited: Omit<AuditOptions, 'channel' | 'keepsPushed'> = {
      listed,
      hosts,
      secrets,
      arena,
    };
    const books = network && new Books(listed, hosts, secrets);
    this.audit = new Audit({
      ...audited,
      listener: this.#auditListener(found, network && UPLINK),
      ...(books === undefined ? {} : { channel: { name: UPLINK, books } }),
      ...(checksums === undefined && network === undefined
        ? {}
        : {
            flagUses: {
              tx: checksums?.hosts.flags ?? 'ignored',
              // As a firewall it reads none.
              rx: network === undefined ? (checksums?.unikernel.flags ?? 'ignored') : 'unread',
            },
          }),
      keepsPushed: front.requestIds === 'of the page',
      ...(options.exposure === true ? { exposure: this.#exposureSources() } : {}),
    });
    const { observer } = options;
    const observersOf = (
      name: string | undefined,
      audit: Audit,
      pool: () => SharedPagePool,
    ): readonly Partial<NetchannelObserver>[] =>
      observer === undefined ? [] : [observer(audit, pool, () => this.now, name)];
    const host = hostFor(front, arena);
    this.channel = connectFaulty(
      {
        release: options.release,
        ...(options.own === undefined ? {} : { own: options.own }),
        mac: formatMac(options.mac),
        arena,
        host,
      },
      new ResponseFaults((id, nanoseconds) => this.#timeline.schedule(id, nanoseconds)),
      // What arrives is to be known to the capture before it is told as delivered.
      ...(this.#feed?.observers ?? []),
      this.audit,
      ...observersOf(network && UPLINK, this.audit, () => this.channel.netfront.pool),
    );
    this.#network =
      network &&
      books &&
      new GuestNetwork({
        network,
        host,
        release: options.release,
        ...(options.own === undefined ? {} : { own: options.own }),
        mac: options.mac,
        mtu,
        arena,
        books,
        uplink: this,
        audit: (name) => ({ ...audited, listener: this.#auditListener(found, name) }),
        agenda: this.#timeline,
        observersOf,
        failed: (step, error) => this.#stepErrors.failed(step, error),
      });
    this.#poller = new Poller(poll, this.#network ?? this.channel, this.#timeline);
    this.#trouble = new ChannelTrouble(this.channel, this.#timeline, 'the unikernel');
    this.#stack = new Stack({
      device: this.channel.netfront,
      mac: options.mac,
      mtu,
      sum: checksums?.unikernel.sum ?? 'computed',
      settled: this.#settled,
    });
    this.#receiveWrite = new ReceiveWrite(this.#settled);
    this.#peers = new Peers(this.channel.netback, mtu, this.#settled, arena, checksums?.hosts.sum);
  }

  /**
   * Takes a step. What fails in the device or in a packet writer is noted as an error of the step; it stops
   * nothing.
   * @throws CannotGoOn if more would have to be kept than fits into memory
   */
  take(step: Step): void {
    switch (step.kind) {
      case 'send':
      case 'receive':
      case 'poll':
        this.#act(step);
        return;
      case 'repetition':
        this.#timeline.beginRepetition(step.repeat, step.isFirst, step.nanoseconds);
        return;
      default:
        this.#pause(step);
    }
  }

  /**
   * Ends the run: what is still on its way, because of a late poll or a fault, gets there when it is due, and a stall
   * without an end ends. Then comes the last poll, unless polls are manual.
   * @throws CannotGoOn if more would have to be kept than fits into memory
   */
  finish(): void {
    this.#timeline.begin();
    this.#beginNotes(this.#timeline.clock);
    for (const trouble of this.#troubles()) trouble.finish();
    do {
      this.#poller.finish();
    } while (this.#timeline.runOut());
    this.#hostile.close();
    this.#isOver = true;
    this.#feed?.end();
    this.#listener.finished?.(this.#arrivals.end());
  }

  /** Whether the capture asks to be drained before more steps are taken. */
  get mustDrain(): boolean {
    return this.#feed?.mustDrain === true;
  }

  /** Waits until the capture can take more. */
  async drain(): Promise<void> {
    await this.#feed?.drain();
  }

  /** What hostile ends have done so far, and what came of it; undefined if nothing. */
  hostile(): HostileResult | undefined {
    return this.#hostile.result();
  }

  /** Bytes of pages of netfronts' own that netback read or changed. */
  get ownBytes(): number {
    return this.#troubles().reduce((sum, { hostileEnds }) => sum + hostileEnds.ownBytes, 0);
  }

  /** How many errors there were. */
  get errorCount(): number {
    return this.#stepErrors.count;
  }

  /** How many of them are no write's, but of an end. */
  get endErrorCount(): number {
    return this.#stepErrors.endCount;
  }

  /** What has been written and has not crossed, once the run is over; undefined if there is nothing. */
  lost(): LostResult | undefined {
    if (!this.#isOver) return undefined;
    const { channel, audit } = this;
    const own = { name: this.#network && UPLINK, channel, audit };
    return lostWrites(
      [...(this.#network?.ends() ?? []), own].map((each) => ({
        ...each,
        stopped: this.#stopped.get(each.name) ?? NONE_STOPPED,
      })),
    );
  }

  /** The first errors. */
  get errors(): readonly WriteError[] {
    return this.#stepErrors.list;
  }

  deviceCounts(): DeviceCounts {
    const counts = deviceCounts(this.channel, this.#trouble.faults);
    return this.#network === undefined ? counts : this.#network.deviceCounts(counts);
  }

  /** How many writes there were since counting began, failed ones included. */
  get writeCount(): number {
    return this.audit.writeCount + (this.#network?.writes ?? 0);
  }

  /** What crossed each channel, and what the firewall between them did; undefined if there is one channel. */
  network(): { channels: ChannelResult[]; firewall: FirewallResult } | undefined {
    const network = this.#network;
    return (
      network && {
        channels: network.channels(this.#trouble.hostileEnds.ownBytes),
        firewall: network.firewall(),
      }
    );
  }

  /** Counts anew from here on; frames are numbered on. */
  beginCounting(): void {
    this.audit.beginCounting();
    this.notes.beginCounting(this.audit.totals);
    this.#hostile.beginCounting();
    for (const { hostileEnds } of this.#troubles()) hostileEnds.beginCounting();
    this.frames.clear();
    this.blockedWrites = 0;
    this.#stepErrors.clear();
  }

  /** Virtual time: nanoseconds since 1970. */
  get now(): bigint {
    return this.#timeline.clock.sinceEpoch;
  }

  /** Whether some writes wait or are on their way in a form that `future` does not tell. */
  get isUnsettled(): boolean {
    const { netfront, netback } = this.channel;
    const { hostileEnds, faults } = this.#trouble;
    if (hostileEnds.haveActed || faults.haveTroubled) return true;
    return netfront.hasWaitingWrites || netback.hasWaitingFrames;
  }

  /**
   * All that decides what becomes of steps to come, unless the simulation is unsettled.
   * @param next - the step that is to be taken next, if there is one
   */
  future(next: Step | undefined): FuturePart[] {
    const timeline = this.#timeline;
    const arrivals = this.#arrivals;
    const poller = this.#poller;
    const { faults } = this.#trouble;
    const { channel, audit, frames, notes } = this;
    const stacks = [['guest', this.#stack] as const, ...this.#peers.named()];
    return futureOf(
      { channel, audit, timeline, arrivals, frames, notes, poller, faults, stacks },
      next?.kind === 'repetition' && !next.isFirst ? next.repeat : undefined,
    );
  }

  #act(step: ActingStep): void {
    // What happens on the way to this step belongs to the one before it.
    this.#timeline.begin(step.timing);
    this.#beginNotes(this.#timeline.clock);
    this.#currentStep = step.site.index;
    try {
      if (!this.#perform(step)) this.blockedWrites++;
    } catch (error) {
      this.#stepErrors.failed(this.#currentStep, error);
    }
    this.stepsTaken++;
    this.#poller.stepTaken();
    this.#timeline.end();
  }

  /** @returns false if the step's write has to wait */
  #perform(step: ActingStep): boolean {
    switch (step.kind) {
      case 'send':
        if (step.guest !== undefined) return this.#sendFrom(step.guest, step);
        return this.#stack.send(step.packet, step.site.index);
      case 'receive':
        if ('packet' in step) return this.#peers.send(step.packet, step.sender, step.site.index);
        this.#receiveWrite.set(step.frame, step.site.index);
        return this.channel.netback.write(this.#receiveWrite);
      case 'poll':
        this.#poller.pollNow(step.end);
        return true;
    }
  }

  #sendFrom(guest: string, { packet, site }: SendStep): boolean {
    return this.#networkOf(guest).send(guest, packet, site.index);
  }

  /** Nothing is sent, and the time from step to step does not go by: a note or a fault changes no timestamp. */
  #pause(step: WaitStep | NoteStep | FaultStep | HostileStep | OwnPageStep): void {
    this.stepsTaken++;
    if (step.kind === 'hostile') {
      this.#actHostile(step);
      return;
    }
    if (step.kind === 'fault') {
      this.#injectFault(step);
      return;
    }
    this.#currentStep = step.site.index;
    if (step.kind === 'own page') {
      this.#takePage(step);
      return;
    }
    if (step.kind === 'wait') this.#wait(step);
    else this.#tell(step);
  }

  #wait({ nanoseconds }: WaitStep): void {
    this.#beginNotes(this.#timeline.next);
    this.#timeline.wait(nanoseconds);
  }

  #tell({ site, text }: NoteStep): void {
    this.notes.add(site.index, text);
    this.#feed?.note(text);
    this.#listener.note?.({ step: site.index, text });
  }

  #takePage({ site, data, guest }: OwnPageStep): void {
    try {
      this.#troubleOf(guest).ownPages.take(data);
    } catch (error) {
      this.#stepErrors.failed(site.index, error);
    }
  }

  /** Notes belong to what comes next: only then is it known when that is. */
  #beginNotes(now: Moment): void {
    if (this.notes.waiting > 0) this.notes.begin(now, this.audit.totals);
  }

  #injectFault({ site, timing, fault, guest }: FaultStep): void {
    this.#timeline.begin(timing);
    this.#beginNotes(this.#timeline.clock);
    this.#currentStep = site.index;
    try {
      this.#troubleOf(guest).faults.inject(fault);
    } catch (error) {
      if (!(error instanceof CannotWrite)) throw error;
      this.#stepErrors.note(this.#currentStep, error.message);
    }
    this.#poller.notified();
    this.#timeline.endAtOnce();
  }

  #actHostile({ site, timing, hostile, guest }: HostileStep): void {
    this.#timeline.begin(timing);
    this.#beginNotes(this.#timeline.clock);
    this.#currentStep = site.index;
    const audit = guest === undefined ? this.audit : this.#networkOf(guest).auditOf(guest);
    const channel = guest ?? (this.#network && UPLINK);
    this.#hostile.begin(site.index, hostile, channel);
    const text = this.#troubleOf(guest).act(hostile, (direction, first, count) =>
      audit.foreignMessages(site.index, direction, first, count),
    );
    this.#hostile.tell(text, channel);
    this.#poller.notified();
    this.#timeline.endAtOnce();
  }

  #exposureSources(): ExposureSources {
    return {
      isGranted: (block) => this.channel.netfront.pool.isGranted(block),
      sharesPages: this.#sharesPages,
      now: () => this.#timeline.clock.sinceEpoch,
      bytesOf: (block, start, end) => this.channel.netfront.pool.bytesOf(block, start, end),
    };
  }

  /** @param what - of the agenda is due */
  readonly #happen = (what: number): void => {
    if (what === POLL) {
      this.#poller.pollDue();
      return;
    }
    const { channel, meaning } = entryOf(what);
    const trouble = channel === 0 ? this.#trouble : this.#troubles()[channel];
    trouble?.happen(meaning);
    this.#poller.notified();
  };

  /** Of its own channel, and of those of its guests in the order of the script. */
  #troubles(): readonly ChannelTrouble[] {
    return [this.#trouble, ...(this.#network?.troubles() ?? [])];
  }

  #troubleOf(guest: string | undefined): ChannelTrouble {
    return guest === undefined ? this.#trouble : this.#networkOf(guest).troubleOf(guest);
  }

  /** @throws RangeError if there are no guests */
  #networkOf(guest: string): GuestNetwork {
    if (this.#network === undefined) throw new RangeError(`Cannot find the guest ${JSON.stringify(guest)}`);
    return this.#network;
  }

  /** @param channel - what it is called, if there are several */
  #auditListener(found: ReturnType<typeof onlyPresent>, channel: string | undefined): AuditListener {
    const where = channel === undefined ? '' : `on ${channel}, `;
    const tell = (text: string): void => this.#hostile.tell(`${where}${text}`, channel);
    const causes = (): FaultCauses => this.#troubleOf(channel === UPLINK ? undefined : channel).causes;
    return {
      ...found,
      frame: this.#frameCrossed,
      listenDied: (end, error) => {
        this.#stopped.set(channel, new Set(this.#stopped.get(channel)).add(end));
        this.#stepErrors.listenDied(this.#currentStep, `${where}${end}`, error);
        if (!causes().ended(error)) tell(`${end} stopped listening: ${error.message}`);
      },
      badResponse: (id, status, step) => {
        this.#stepErrors.badResponse(step ?? this.#currentStep, id, status, where);
        if (status === undefined) tell(`netfront drops an answer to request ${id}, which nobody waits for`);
        else if (!causes().heardOfRefusal())
          tell(`netfront hears of the status ${status} for block ${id}, and takes it back`);
      },
      logged: (end, level, text) => {
        if (!causes().logged(end, text)) tell(`${end} notes, as ${level}: ${text}`);
      },
      escaped: (end, text) => {
        if (!causes().escaped(end)) tell(`nobody in ${end} catches "${text}", which ends a unikernel`);
      },
    };
  }

  readonly #frameCrossed = (frame: AuditedFrame): void => {
    const network = this.#network;
    const arrival =
      network === undefined
        ? this.#arrivals.stamp(frame.direction, frame.length)
        : this.#arrivalOf(frame, network);
    if (!this.frames.isFull) this.frames.add(frame, arrival);
    this.#feed?.crossed(frame, arrival);
    this.#watcher?.frame(frame);
    this.#listener.frame?.(frame);
  };

  /** The link is behind the uplink: what guests and firewall send each other is there at once. */
  #arrivalOf(frame: AuditedFrame, network: GuestNetwork): Moment {
    network.count(frame);
    const { channel, direction, length } = frame;
    return channel === UPLINK ? this.#arrivals.stamp(direction, length) : this.#arrivals.stampHere();
  }

  readonly #settled = (tag: number, error: Error | undefined): void => {
    if (error !== undefined) this.#stepErrors.failed(tag, error);
  };

  readonly #tellError = (error: WriteError): void => {
    this.#watcher?.error(error);
    this.#listener.error?.(error);
  };
}

/** @throws RangeError if it is to be looked at in a way that is made for one channel */
function refuseOneSided({ exposure, capture }: SimulationOptions): void {
  const asked = [
    ...(exposure === true ? ['what netback could read besides'] : []),
    ...(capture?.vantage === undefined ? [] : ['the ends of the channel']),
  ];
  if (asked.length === 0) return;
  throw new RangeError(
    `Cannot look at ${asked.join(' and ')}: the script has guests, and so several channels`,
  );
}
