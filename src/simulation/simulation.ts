import { Audit, type AuditListener } from '../audit/audit.ts';
import type { AuditedFrame } from '../audit/audited-frame.ts';
import type { ChecksumFailure, Leak } from '../audit/findings.ts';
import type { Hosts } from '../audit/hosts.ts';
import { Stack } from '../guest/stack.ts';
import { connectFaulty } from '../netchannel/connect.ts';
import type { FaultyNetback } from '../netchannel/faulty-netback.ts';
import type { Netchannel } from '../netchannel/netchannel.ts';
import type { Netfront } from '../netchannel/netfront.ts';
import type { NetchannelObserver } from '../netchannel/observer.ts';
import type { Release } from '../netchannel/releases.ts';
import { ResponseFaults } from '../netchannel/response-faults.ts';
import { BLOCK_SIZE, type SharedPagePool } from '../netchannel/shared-page-pool.ts';
import { TooManyWaiting } from '../netchannel/writer-queue.ts';
import type { Link, PollPolicy } from '../script/script.ts';
import type { ActingStep, FaultStep, NoteStep, Step, WaitStep } from '../script/step.ts';
import { type Arena, ORDINARY_MEMORY } from '../simd/arena.ts';
import { formatMac } from '../wire/address.ts';
import { CannotWrite } from '../wire/cannot-write.ts';
import type { Secret } from '../wire/secret-marks.ts';
import { CannotGoOn } from './cannot-go-on.ts';
import type { Capture } from './capture/capture.ts';
import { FrameDetailsCollector } from './capture/frame-details.ts';
import { VantagePoints } from './capture/vantage-points.ts';
import { FaultInjector } from './fault-injector.ts';
import { FrameLog } from './frame-log.ts';
import { NoteLog } from './note-log.ts';
import { Peers } from './peers/peers.ts';
import { ReceiveWrite } from './peers/receive-write.ts';
import type { DeviceCounts, WriteError } from './result.ts';
import { POLL, STALL_ENDS } from './time/due.ts';
import { advancingCount, type FuturePart } from './time/future.ts';
import { LinkDirection } from './time/link.ts';
import { Moment } from './time/moment.ts';
import { Poller } from './time/poller.ts';
import { Timeline } from './time/timeline.ts';

/** What a simulation can be watched by. */
export interface SimulationListener {
  /** A frame crossed the channel. The record is reused: keep nothing of it. */
  frame?(frame: AuditedFrame): void;
  leak?(leak: Leak): void;
  checksumFailure?(failure: ChecksumFailure): void;
  error?(error: WriteError): void;
  /** The script tells its reader something. */
  note?(note: { step: number; text: string }): void;
  /** The run is over. @param end - virtual time at which another step would be taken, and every frame has arrived */
  finished?(end: { seconds: number; nanoseconds: number }): void;
}

export interface SimulationOptions {
  release: Release;
  /** The guest's own MAC address, 6 bytes. */
  mac: Uint8Array;
  /** The most bytes behind an Ethernet header. 1500 if absent. */
  mtu?: number;
  /** When netback and netfront handle what is pending. After each step if absent. */
  poll?: PollPolicy;
  /** Virtual time of the first step, nanoseconds since 1970. 0 if absent. */
  epoch?: bigint;
  /** Virtual time from one step to the next, nanoseconds. 1,000,000 if absent. */
  interval?: number;
  /** What is between netback and the machines behind it: when frames arrive there, or came from there. None if absent. */
  link?: Link;
  /** How many findings of a kind, and errors, are listed one by one. 1000 if absent. */
  listed?: number;
  /** Whose which addresses are. Every address is a recipient of its own if absent. */
  hosts?: Hosts;
  /** Where a step stands, for the error that ends the run, by its index. "step 3" and the like if absent. */
  placeOf?: (step: number) => string;
  /** What the marks of payloads name by index. None if absent. */
  secrets?: readonly Secret[];
  /** Lends memory; whoever made it disposes of it when the simulation is over. Ordinary memory if absent. */
  arena?: Arena;
  capture?: Capture;
  listener?: SimulationListener;
  /** Makes a further observer of the channel, which is told after the audit. */
  observer?: ((audit: Audit, pool: () => SharedPagePool) => Partial<NetchannelObserver>) | undefined;
  /** Is shown frames and failed writes before the listener is. */
  watcher?: Required<Pick<SimulationListener, 'frame' | 'error'>>;
}

/** A guest, its netchannel and the receiver at the other end, driven step by step in virtual time. */
export class Simulation {
  readonly channel: Netchannel<Netfront, FaultyNetback>;
  readonly audit: Audit;
  /** Steps taken so far. */
  stepsTaken = 0;
  /** Writes that had to wait so far. */
  blockedWrites = 0;
  errorCount = 0;
  readonly errors: WriteError[] = [];
  /** The first frames that crossed. */
  readonly frames: FrameLog;
  /** What the script has told so far. */
  readonly notes: NoteLog;
  private readonly stack: Stack;
  private readonly peers: Peers;
  private readonly timeline: Timeline;
  private readonly faults: FaultInjector;
  /** Directions of the link, if there is one. */
  private readonly links: Readonly<Record<'tx' | 'rx', LinkDirection>> | undefined;
  private readonly poller: Poller;
  private readonly listed: number;
  private readonly placeOf: (step: number) => string;
  private readonly capture: Capture | undefined;
  /** Undefined if the capture does not want details. */
  private readonly details: FrameDetailsCollector | undefined;
  /** Undefined if the capture does not look at the ends of the channel. */
  private readonly vantagePoints: VantagePoints | undefined;
  private readonly listener: SimulationListener;
  private readonly watcher: SimulationOptions['watcher'];
  private readonly receiveWrite: ReceiveWrite;
  private currentStep = 0;
  private captureFull = false;

  constructor(options: SimulationOptions) {
    const { poll = { kind: 'each' }, listed = 1000, listener = {} } = options;
    this.listener = listener;
    this.watcher = options.watcher;
    this.listed = listed;
    this.placeOf = options.placeOf ?? ((step) => `step ${step}`);
    this.capture = options.capture;
    this.details = this.capture?.describe === undefined ? undefined : new FrameDetailsCollector();
    this.timeline = new Timeline(options.epoch ?? 0n, options.interval ?? 1_000_000, this.happen);
    this.notes = new NoteLog(this.timeline.clock);
    this.frames = new FrameLog(listed, this.timeline.clock);
    this.links = options.link === undefined ? undefined : linkOf(options.link);

    const auditListener: AuditListener = {
      ...findingListeners(listener, this.details),
      frame: this.frameCrossed,
      listenDied: this.listenDied,
      badResponse: this.badResponse,
    };
    const { hosts, secrets = [], arena = ORDINARY_MEMORY } = options;
    const known = hosts === undefined ? {} : { hosts };
    this.audit = new Audit({ listed, listener: auditListener, ...known, secrets, arena });
    this.vantagePoints = this.vantagePointsOf(options);
    this.channel = connectFaulty(
      { release: options.release, mac: formatMac(options.mac), arena },
      new ResponseFaults((id, nanoseconds) => this.timeline.schedule(id, nanoseconds)),
      // The taps come first: what arrives is to be known before it is told as delivered.
      ...(this.vantagePoints === undefined ? [] : [this.vantagePoints.tap]),
      this.audit,
      ...(options.observer === undefined
        ? []
        : [options.observer(this.audit, () => this.channel.netfront.pool)]),
    );
    this.poller = new Poller(poll, this.channel, this.timeline);
    this.faults = new FaultInjector(this.channel, this.timeline);
    this.stack = new Stack({
      netfront: this.channel.netfront,
      mac: options.mac,
      mtu: options.mtu ?? 1500,
      settled: this.settled,
    });
    this.receiveWrite = new ReceiveWrite(this.settled);
    this.peers = new Peers(this.channel.netback, options.mtu ?? 1500, this.settled, arena);
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
        this.act(step);
        return;
      case 'repetition':
        this.timeline.beginRepetition(step.repeat, step.isFirst, step.nanoseconds);
        return;
      default:
        this.pause(step);
    }
  }

  private act(step: ActingStep): void {
    // What happens on the way to this step belongs to the one before it.
    this.timeline.begin(step.timing);
    this.beginNotes(this.timeline.clock);
    this.currentStep = step.site.index;
    try {
      if (!this.perform(step)) this.blockedWrites++;
    } catch (error) {
      this.failed(this.currentStep, error);
    }
    this.stepsTaken++;
    this.poller.stepTaken();
    this.timeline.end();
  }

  /** Nothing is sent, and the time from step to step does not go by: a note or a fault changes no timestamp. */
  private pause(step: WaitStep | NoteStep | FaultStep): void {
    this.stepsTaken++;
    if (step.kind === 'fault') {
      this.injectFault(step);
      return;
    }
    this.currentStep = step.site.index;
    if (step.kind === 'wait') this.wait(step);
    else this.tell(step);
  }

  private wait({ nanoseconds }: WaitStep): void {
    this.beginNotes(this.timeline.next);
    this.timeline.wait(nanoseconds);
  }

  private tell({ site, text }: NoteStep): void {
    this.notes.add(site.index, text);
    this.details?.note(text);
    this.listener.note?.({ step: site.index, text });
  }

  /** Notes belong to what comes next: only then is it known when that is. */
  private beginNotes(now: Moment): void {
    if (this.notes.waiting > 0) this.notes.begin(now, this.audit.totals);
  }

  private injectFault({ site, timing, fault }: FaultStep): void {
    this.timeline.begin(timing);
    this.beginNotes(this.timeline.clock);
    this.currentStep = site.index;
    try {
      this.faults.inject(fault);
    } catch (error) {
      if (!(error instanceof CannotWrite)) throw error;
      this.note(this.currentStep, error.message);
    }
    this.poller.notified();
    this.timeline.endAtOnce();
  }

  /**
   * Ends the run: what is still on its way, because of a late poll or a fault, gets there when it is due, and a stall
   * without an end ends. Then comes the last poll, unless polls are manual.
   * @throws CannotGoOn if more would have to be kept than fits into memory
   */
  finish(): void {
    this.timeline.begin();
    this.beginNotes(this.timeline.clock);
    this.faults.resumeEndless();
    do {
      this.poller.finish();
    } while (this.timeline.runOut());
    this.vantagePoints?.end();
    this.listener.finished?.(this.end());
  }

  /** When another step would be taken, and every frame has arrived. */
  private end(): Moment {
    const end = new Moment();
    end.set(this.timeline.clock);
    for (const { arrival } of Object.values(this.links ?? {})) if (end.isBefore(arrival)) end.set(arrival);
    return end;
  }

  /** Counts anew from here on; frames are numbered on. */
  beginCounting(): void {
    this.audit.beginCounting();
    this.notes.beginCounting(this.audit.totals);
    this.frames.clear();
    this.blockedWrites = 0;
    this.errorCount = 0;
    this.errors.length = 0;
  }

  /** Virtual time: nanoseconds since 1970. */
  get now(): bigint {
    return this.timeline.clock.sinceEpoch;
  }

  /** Whether some writes wait or are on their way in a form that `future` does not tell. */
  get isUnsettled(): boolean {
    const { netfront, netback } = this.channel;
    return netfront.hasWaitingWrites || netback.hasWaitingFrames;
  }

  /**
   * All that decides what becomes of steps to come, unless the simulation is unsettled.
   * @param next - the step that is to be taken next, if there is one
   */
  future(next: Step | undefined): FuturePart[] {
    const { channel, audit, timeline, faults, poller } = this;
    const { clock } = timeline;
    const { pool } = channel.netfront;
    const { totals } = audit;
    const links = Object.entries(this.links ?? {});
    return [
      timeline.future(next?.kind === 'repetition' && !next.isFirst ? next.repeat : undefined),
      { name: 'times of the link', advancing: links.flatMap(([name, link]) => link.advancing(name, clock)) },
      {
        name: 'number of frames',
        advancing: [advancingCount('frames', totals.frames, (by) => audit.skipFrames(Number(by)))],
      },
      {
        name: 'slots of the rings',
        advancing: [
          this.frames.advancing('tx', channel.netback.inner.tx.reqCons),
          this.frames.advancing('rx', channel.netfront.rx.rspCons),
        ],
      },
      {
        name: 'packet identifications',
        advancing: this.stacks().map(([name, stack]) =>
          advancingCount(name, stack.identification, (by) =>
            stack.skipIdentifications(Number(BigInt.asUintN(16, by))),
          ),
        ),
      },
      {
        name: 'state of the device',
        advancing: faults.advancing(),
        describe: (note) => {
          channel.netfront.describeState(note);
          channel.netback.describeState(note);
          channel.describeState(note);
          poller.describeState(note);
          note(this.notes.waiting);
          note(faults.isEndless ? 1 : 0);
        },
      },
      {
        name: 'content of the pool',
        advancing: [],
        describe: (note) => {
          for (let id = 0; id < pool.nextId; id++) {
            const address = pool.address[id] as number;
            for (let i = 0; i < BLOCK_SIZE; i++) note(channel.memory.bytes[address + i] as number);
          }
        },
      },
      {
        name: 'origin of what is in the pool',
        advancing: [],
        describe: (note) => audit.describeState(pool.nextId, note),
      },
    ];
  }

  /** The guest's, then those of other machines, each with a name of its own. */
  private stacks(): [name: string, stack: Stack][] {
    const peers = [...this.peers.all()].sort(([a], [b]) => a - b);
    return [['guest', this.stack], ...peers.map(([mac, stack]): [string, Stack] => [`${mac}`, stack])];
  }

  /** Whether the capture asks to be drained before more steps are taken. */
  get mustDrain(): boolean {
    return this.captureFull;
  }

  /** Waits until the capture can take more. */
  async drain(): Promise<void> {
    this.captureFull = false;
    await this.capture?.drain();
  }

  deviceCounts(): DeviceCounts {
    const { netfront, netback, events } = this.channel;
    return {
      pagesGranted: netfront.pool.nextId / 2,
      bytesCleared: netfront.bytesCleared + netback.inner.bytesCleared,
      bytesCopied: netfront.bytesCopied,
      notifications: { frontToBack: events.sentToBack, backToFront: events.sentToFront },
      ...this.faults.counts(),
    };
  }

  /** @returns false if the step's write has to wait */
  private perform(step: ActingStep): boolean {
    switch (step.kind) {
      case 'send':
        return this.stack.send(step.packet, step.site.index);
      case 'receive':
        if ('packet' in step) return this.peers.send(step.packet, step.sender, step.site.index);
        this.receiveWrite.set(step.frame, step.site.index);
        return this.channel.netback.write(this.receiveWrite);
      case 'poll':
        this.poller.pollNow();
        return true;
    }
  }

  /** @param what - of the agenda is due */
  private readonly happen = (what: number): void => {
    if (what === POLL) {
      this.poller.pollDue();
      return;
    }
    if (what === STALL_ENDS) this.faults.resume();
    else this.channel.netback.answerLate(what);
    this.poller.notified();
  };

  private readonly frameCrossed = (frame: AuditedFrame): void => {
    const { capture } = this;
    const arrival = this.stamp(frame);
    if (!this.frames.isFull) this.frames.add(frame, arrival);
    if (this.vantagePoints !== undefined) {
      this.vantagePoints.crossed(frame, arrival);
    } else if (capture !== undefined) {
      const { seconds, nanoseconds } = arrival;
      if (this.details !== undefined) capture.describe?.(this.details.take(frame));
      const ready = capture.write(seconds, nanoseconds, frame.bytes, frame.offset, frame.length);
      if (!ready) this.captureFull = true;
    }
    this.watcher?.frame(frame);
    this.listener.frame?.(frame);
  };

  private vantagePointsOf({ capture, link }: SimulationOptions): VantagePoints | undefined {
    if (capture?.vantage === undefined || capture.vantage === 'receiver') return undefined;
    return new VantagePoints({
      capture,
      vantage: capture.vantage,
      details: this.details,
      clock: this.timeline.clock,
      ...(link === undefined ? {} : { link }),
      full: () => {
        this.captureFull = true;
      },
    });
  }

  /** @returns when the receiver has the frame */
  private stamp({ direction, length }: AuditedFrame): Moment {
    const { links } = this;
    const { clock } = this.timeline;
    const link = links?.[direction];
    // Where frames take time of their own, they need no gap to stay in order.
    if (link?.hasRate !== true) clock.stampFrame();
    if (link === undefined) return clock;
    link.carry(clock, length);
    return link.arrival;
  }

  private readonly settled = (tag: number, error: Error | undefined): void => {
    if (error !== undefined) this.failed(tag, error);
  };

  /** @throws all that does not belong to what the device does */
  private failed(step: number, error: unknown): void {
    if (error instanceof TooManyWaiting) throw new CannotGoOn(`${this.placeOf(step)}: ${error.message}`);
    if (!(error instanceof CannotWrite)) throw error;
    this.note(step, error.message);
  }

  private readonly listenDied = (end: string, error: Error): void => {
    this.note(this.currentStep, `${end} stopped listening: ${error.message}`);
  };

  private readonly badResponse = (id: number, status: number | undefined, step: number | undefined): void => {
    const what =
      status === undefined
        ? `netback answered request ${id}, which nobody waits for`
        : `netback refused the frame in block ${id} with status ${status}`;
    this.note(step ?? this.currentStep, what);
  };

  private note(step: number, message: string): void {
    this.errorCount++;
    const noted: WriteError = { step, message };
    if (this.errors.length < this.listed) this.errors.push(noted);
    this.watcher?.error(noted);
    this.listener.error?.(noted);
  }
}

/** Only listeners that are there: the audit describes findings beyond its list only for those. */
function findingListeners(
  listener: SimulationListener,
  details: FrameDetailsCollector | undefined,
): AuditListener {
  if (details !== undefined) {
    return {
      leak: (leak) => {
        details.leak(leak);
        listener.leak?.(leak);
      },
      checksumFailure: (failure) => {
        details.checksumFailure(failure);
        listener.checksumFailure?.(failure);
      },
    };
  }
  const { leak, checksumFailure } = listener;
  return {
    ...(leak === undefined ? {} : { leak }),
    ...(checksumFailure === undefined ? {} : { checksumFailure }),
  };
}

function linkOf(link: Link): Record<'tx' | 'rx', LinkDirection> {
  return { tx: new LinkDirection(link), rx: new LinkDirection(link) };
}
