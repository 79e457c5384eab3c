import { Stack } from '../../src/guest/stack.ts';
import type { BackAxes, FrontAxes } from '../../src/netchannel/axes.ts';
import { PageRefused } from '../../src/netchannel/back-sender.ts';
import type { CallbackOutcome } from '../../src/netchannel/callbacks.ts';
import { Netback } from '../../src/netchannel/netback.ts';
import { NETCHANNEL_PAGES, Netchannel } from '../../src/netchannel/netchannel.ts';
import { Netfront } from '../../src/netchannel/netfront.ts';
import { RELEASES } from '../../src/netchannel/releases.ts';
import { ORDINARY_MEMORY } from '../../src/simd/arena.ts';
import { parseMac } from '../../src/wire/address.ts';
import { CannotWrite } from '../../src/wire/cannot-write.ts';
import { Host } from '../../src/xen/host.ts';
import { outcomeOf } from './outcome.ts';
import { packetOf, rawFrame } from './packets.ts';
import { Recorder } from './recorder.ts';
import { RxWrite } from './rx-write.ts';
import type { Vector, WorkloadStep } from './vector.ts';

/** The two ends that face each other in a vector. */
export interface Pair {
  front: FrontAxes;
  back: BackAxes;
}

/** @param key - of an expectation: a release, or "front RELEASE, back RELEASE". @returns undefined if there is no such */
export function pairOf(key: string): Pair | undefined {
  const mixed = /^front (\S+), back (\S+)$/.exec(key);
  const [front, back] = mixed === null ? [key, key] : [mixed[1] ?? '', mixed[2] ?? ''];
  if (!isKnown(front) || !isKnown(back)) return undefined;
  return { front: RELEASES[front].front, back: RELEASES[back].back };
}

function isKnown(name: string): name is keyof typeof RELEASES {
  return Object.hasOwn(RELEASES, name);
}

/** Runs the workload of a vector. @returns what a vector records of it */
export function replay(vector: Vector, pair: Pair): Record<string, unknown> {
  return new Replay(vector, pair).run();
}

/** A netback before whose every event the rings are looked at: it overwrites requests when it answers them. */
class WatchedNetback extends Netback {
  look: () => void = () => {};

  override handleEvent(): void {
    this.look();
    super.handleEvent();
  }
}

type Direction = 'tx' | 'rx';

class Replay {
  private readonly vector: Vector;
  private readonly channel: Netchannel<Netfront, WatchedNetback>;
  private readonly stack: Stack;
  private readonly recorder: Recorder;
  private readonly thrown: Record<Direction, CallbackOutcome[]> = { tx: [], rx: [] };
  private readonly blocked: { step: number; resolved_at: number | null }[] = [];
  private readonly pair: Pair;
  private readonly setup: { front_to_back: number; back_to_front: number };
  private isHeld = false;
  /** Which way the frames went whose callbacks are held. */
  private readonly held: Direction[] = [];
  private step = 0;

  constructor(vector: Vector, pair: Pair) {
    const { netfront, mtu, xenstore = {}, front_gso } = vector.workload;
    this.vector = vector;
    this.pair = pair;
    const host = new Host(NETCHANNEL_PAGES);
    for (const [path, value] of Object.entries(xenstore)) host.store.write(absolute(path), value);
    const recorder = new Recorder(() => this.step, pair);
    this.recorder = recorder;
    const hidden = front_gso === false ? { peerAcceptsGso: false } : {};
    this.channel = new Netchannel(
      host,
      {
        handshake: pair.front,
        netfront: (transport) => new Netfront(transport, pair.front, recorder, ORDINARY_MEMORY),
        netback: (transport) =>
          new WatchedNetback({ ...transport, ...hidden }, pair.back, recorder, ORDINARY_MEMORY),
      },
      { mac: netfront.mac, ...(mtu === undefined ? {} : { mtu: Number(mtu) }) },
    );
    this.setup = this.notifications();
    recorder.watch(this.channel);
    this.channel.netback.look = () => recorder.look();
    this.channel.netback.callback = () => this.callback('tx');
    this.channel.netfront.receiver.callback = () => this.callback('rx');
    this.stack = new Stack({
      device: this.channel.netfront,
      mac: parseMac(netfront.mac) ?? new Uint8Array(6),
      mtu: this.channel.netfront.mtu ?? 1500,
      settled: this.settled,
    });
  }

  run(): Record<string, unknown> {
    const { recorder, channel } = this;
    for (const [i, step] of this.vector.workload.steps.entries()) {
      this.step = i;
      try {
        if (!this.take(step)) this.blocked.push({ step: i, resolved_at: null });
      } catch (error) {
        if (!(error instanceof CannotWrite)) throw error;
        this.failed(i, error);
      }
      recorder.look();
    }
    const { front_to_back, back_to_front } = this.notifications();
    return {
      ...outcomeOf(channel, recorder, this.pair),
      blocked: this.blocked,
      notifications: {
        front_to_back: front_to_back - this.setup.front_to_back,
        back_to_front: back_to_front - this.setup.back_to_front,
      },
      setup_notifications: this.setup,
    };
  }

  private notifications(): { front_to_back: number; back_to_front: number } {
    const { events } = this.channel;
    return { front_to_back: events.sentToBack, back_to_front: events.sentToFront };
  }

  /** @returns false if the step's write has to wait */
  private take(step: WorkloadStep): boolean {
    const { channel } = this;
    switch (step.op) {
      case 'poll':
        channel.poll();
        return true;
      case 'rx':
        return channel.netback.write(new RxWrite(rawFrame(step), this.step, this.settled, this.filled));
      case 'refuse':
        channel.grants.refuse(Number(step['next']));
        return true;
      case 'throw':
        this.throwNext(step);
        return true;
      case 'hold':
        this.isHeld = true;
        return true;
      case 'release':
        this.release();
        return true;
      case 'disconnect':
        channel.netfront.close();
        return true;
      case 'step_back':
        this.stepBack(step['sees']);
        return true;
      case 'step_front':
        channel.stepFront();
        return true;
      default:
        return this.send(step);
    }
  }

  private send(step: WorkloadStep): boolean {
    const packet = packetOf(step, this.vector.workload.netfront);
    const { requests, errors } = this.recorder;
    const before = requests.length + errors.length;
    const isDone = this.stack.send(packet, this.step);
    // The stack logs of a datagram that it may not send in fragments, and drops it.
    if (step.op === 'udp' && isDone && requests.length + errors.length === before) {
      this.recorder.log.push({ step: this.step, level: 'error' });
    }
    return isDone;
  }

  private stepBack(sees: unknown): void {
    const { channel } = this;
    const { shared, reqCons } = channel.netback.tx;
    const all = shared.reqProd;
    const seen = sees === undefined ? all : Math.min(all, reqCons + Number(sees));
    shared.reqProd = seen;
    channel.stepBack();
    shared.reqProd = all;
    if (seen !== all) channel.events.keepAtBack();
  }

  private throwNext(step: WorkloadStep): void {
    const outcome = step['kind'] === 'oom' ? 'out of memory' : 'failure';
    const thrown = this.thrown[step['dir'] === 'rx' ? 'rx' : 'tx'];
    for (let i = 0; i < Number(step['next']); i++) thrown.push(outcome);
  }

  /** Lets all callbacks go on that were held, in the order in which they were called. */
  private release(): void {
    const { netback, netfront } = this.channel;
    this.isHeld = false;
    for (const direction of this.held.splice(0)) {
      if (direction === 'tx') netback.callbackOver();
      else netfront.callbackOver();
    }
  }

  private callback(direction: Direction): CallbackOutcome {
    const thrown = this.thrown[direction].shift();
    if (thrown !== undefined) return thrown;
    if (!this.isHeld) return 'done';
    this.held.push(direction);
    return 'pending';
  }

  private readonly filled = (step: number): void => this.recorder.filled(step);

  private readonly settled = (step: number, error: Error | undefined): void => {
    const entry = this.blocked.find((blocked) => blocked.step === step);
    if (entry !== undefined) entry.resolved_at = this.step;
    if (error !== undefined) this.failed(step, error);
  };

  private failed(step: number, error: Error): void {
    this.recorder.errors.push({ step, message: error.message });
    // A buffer that was finished before the device saw it is not forgotten when its pages are refused.
    const { fillInto } = this.pair.back;
    if (error instanceof PageRefused && fillInto !== 'private buffer') this.recorder.forgetFilled(step);
  }
}

/** @param path - as vectors have it: of the frontend's or the backend's domain */
function absolute(path: string): string {
  return `/local/domain/${path.startsWith('backend/') ? 0 : 1}/${path}`;
}
