import { type CapturedPacket, CaptureError, CaptureReader } from '../capture-reader/index.ts';
import { Forwarder } from '../guest/forwarder.ts';
import { EthernetFraming } from '../link-layer/ethernet-framing.ts';
import type { DeviceName } from '../netchannel/devices.ts';
import { COMPARED_RELEASES } from '../netchannel/releases.ts';
import type { SendStep, WaitStep } from '../script/step.ts';
import { Arena } from '../simd/arena.ts';
import type { Capture } from '../simulation/capture/capture.ts';
import type { RunResult, WriteError } from '../simulation/result.ts';
import { outcome } from '../simulation/run.ts';
import { Simulation } from '../simulation/simulation.ts';
import type { SimulationOptions } from '../simulation/simulation-options.ts';
import { ETHERNET_HEADER_LENGTH } from '../wire/ethernet.ts';
import { forwardedAs } from './forwarded-label.ts';
import { epochOf, Pacer } from './pacer.ts';
import { replayedStep, withSites } from './replayed-sites.ts';

/** The longest frame that the 16-bit size of a request can tell. */
export const LARGEST_FRAME = 65_535;

/** Bytes that the reader is given at once. */
const LONGEST_PIECE = 65_536;

/** Of the reader: enough for a piece and what is left of a packet before it, twice, so that it needs no memory besides. */
const READER_MEMORY = 4 * LONGEST_PIECE;

/** The guest of the conformance vectors. */
const GUEST_MAC = Uint8Array.of(0x00, 0x16, 0x3e, 0x00, 0x00, 0x01);

export interface ReplayOptions {
  /** Under which to send the packets, side by side. All if absent. */
  releases?: readonly DeviceName[];
  /** What the result calls the capture. */
  name: string;
  /** Where the capture is from: a path, or `stdin`. */
  file: string;
  /** What messages about damage call it, such as `"x.pcap"`; `the capture` if absent. */
  source?: string;
  /** Send one packet right after the other, instead of when they were captured. */
  asap?: boolean;
  /** Netback runs after every so many packets. 1 if absent. */
  pollEvery?: number;
  /** Packets that exceed it are left out. As large as a frame can be if absent. */
  mtu?: number;
  /** Take the frames that cross under a release. */
  captures?: ReadonlyMap<DeviceName, Capture>;
  /**
   * Makes the captures instead, once it is known that there is something to send.
   * @param hasNanoseconds - whether times can be in between microseconds
   */
  open?: (hasNanoseconds: boolean) => Promise<ReadonlyMap<DeviceName, Capture>>;
  /** Packets of the capture after which it is at its end; as many as there are if absent. */
  most?: number;
  /** Whoever watches the simulation of a release. */
  watch?: (release: DeviceName) => Pick<SimulationOptions, 'observer' | 'listener'>;
  /** How many findings of a kind, and errors, each result lists one by one. 1000 if absent. */
  listed?: number;
  /** Stops the replay after the packet at hand. */
  signal?: AbortSignal;
}

/** What came of replaying a capture. */
export interface Replayed {
  /** One for each release, in their order. */
  results: RunResult[];
  /** Packets of the capture that were read. */
  packets: number;
  /**
   * How many of the packets sent were cut when they were captured. What is there of them is sent, as a packet of its own:
   * nothing that crosses is any longer than the device was given.
   */
  cut: number;
  /** How many crossed at another time than that of the capture, where that was to be kept. */
  moved: number;
  /** How many of them could not be sent; each result lists the first among its errors. */
  leftOut: number;
  /** Bytes of the largest frame that was sent. */
  largestFrame: number;
  /** Why the capture was not read to its end, if it was damaged. */
  damage: CaptureError | undefined;
}

/**
 * Sends the packets of a capture through the emulated device, as a NAT firewall would that forwards them: what would
 * these releases have done to this traffic? See `Forwarder` for what becomes of a packet. Memory does not depend on
 * the length of the capture.
 *
 * @param chunks - the bytes of a pcap or pcapng file, in pieces of any size
 * @throws what a sink throws, such as PcapOutputError, and what `chunks` throws
 *
 * @example
 * ```ts
 * import { createReadStream } from 'node:fs';
 * import { replayCapture } from 'netchannel-sim';
 *
 * const { results } = await replayCapture(createReadStream('demo.pcap'), {
 *   name: 'demo',
 *   file: 'demo.pcap',
 *   releases: ['1.10.0', '1.10.1'],
 * });
 * console.log(results.map(({ release, totals }) => [release, totals.leakedBytes]));
 * ```
 */
export async function replayCapture(
  chunks: Iterable<Uint8Array> | AsyncIterable<Uint8Array>,
  options: ReplayOptions,
): Promise<Replayed> {
  const arena = new Arena();
  try {
    return await replayIn(arena, chunks, options);
  } finally {
    arena.dispose();
  }
}

async function replayIn(
  arena: Arena,
  chunks: Iterable<Uint8Array> | AsyncIterable<Uint8Array>,
  options: ReplayOptions,
): Promise<Replayed> {
  const { source, signal, most } = options;
  const reader = new CaptureReader({
    // Packets lie in SIMD memory as they are read.
    memory: arena.lend(READER_MEMORY),
    ...(source === undefined ? {} : { source }),
    ...(most === undefined ? {} : { most }),
  });
  const replay = new Replay(options, arena);
  const stop = { asked: signal?.aborted === true };
  const ask = (): void => {
    stop.asked = true;
  };
  signal?.addEventListener('abort', ask);
  let damage: CaptureError | undefined;
  let complete = false;
  try {
    complete = await replay.takeChunks(chunks, reader, stop);
  } catch (error) {
    if (error instanceof CaptureError) damage = error;
    else if (!stop.asked) throw error;
  } finally {
    signal?.removeEventListener('abort', ask);
  }
  // Of what is no capture at all, nothing is to be written.
  if (damage === undefined || reader.packets > 0) await replay.open(reader.hasNanoseconds);
  await replay.finish();
  return { ...replay.outcome(complete), damage };
}

/** Whether to stop after the packet at hand. */
interface Stop {
  readonly asked: boolean;
}

/** One release of a replay. */
interface ReplayedRelease {
  release: DeviceName;
  simulation: Simulation;
}

class Replay {
  readonly #options: ReplayOptions;
  readonly #arena: Arena;
  readonly #framing = new EthernetFraming();
  readonly #pollEvery: number;
  readonly #listed: number;
  readonly #largest: number;
  #forwarder = new Forwarder();
  #step: SendStep = sendStep(this.#forwarder);
  readonly #wait: WaitStep = { kind: 'wait', site: { index: 0, label: 'wait', line: 0 }, nanoseconds: 0 };
  #releases: ReplayedRelease[] = [];
  #pacer = new Pacer(0n);
  #read = 0;
  #taken = 0;
  #leftOut = 0;
  #largestFrame = 0;
  #cut = 0;
  #moved = 0;
  #captures: ReadonlyMap<DeviceName, Capture> | undefined;
  readonly #firstLeftOut: WriteError[] = [];

  /** @param arena - for the simulations */
  constructor(options: ReplayOptions, arena: Arena) {
    this.#options = options;
    this.#arena = arena;
    this.#pollEvery = options.pollEvery ?? 1;
    this.#listed = options.listed ?? 1000;
    this.#largest = Math.min(LARGEST_FRAME, ETHERNET_HEADER_LENGTH + (options.mtu ?? LARGEST_FRAME));
  }

  /** Takes all packets of a capture. @returns false if it was stopped before it had taken the last one */
  async takeChunks(
    chunks: Iterable<Uint8Array> | AsyncIterable<Uint8Array>,
    reader: CaptureReader,
    stop: Stop,
  ): Promise<boolean> {
    for await (const chunk of chunks) {
      for (let at = 0; at < chunk.length; at += LONGEST_PIECE) {
        const piece = chunk.subarray(at, at + LONGEST_PIECE);
        reader.reserve(piece.length).set(piece);
        reader.commit(piece.length);
        if (!(await this.#takeAll(reader, stop))) return false;
      }
    }
    reader.end();
    return await this.#takeAll(reader, stop);
  }

  /** Takes the packets that are there. @returns false if it was stopped and there are more */
  async #takeAll(reader: CaptureReader, stop: Stop): Promise<boolean> {
    while (reader.next()) {
      if (stop.asked) return false;
      await this.open(reader.hasNanoseconds);
      this.#takeOn(reader, stop);
      for (const { simulation } of this.#releases) if (simulation.mustDrain) await simulation.drain();
    }
    return true;
  }

  /**
   * Takes the packet that was read last, and those behind it, until there are no more or a capture is full. A function of
   * its own, because one that waits is not optimised for long.
   */
  #takeOn(reader: CaptureReader, stop: Stop): void {
    do {
      this.#read++;
      this.#take(reader.packet);
    } while (!stop.asked && !this.#mustDrain() && reader.next());
  }

  #mustDrain(): boolean {
    for (let i = 0; i < this.#releases.length; i++)
      if ((this.#releases[i] as ReplayedRelease).simulation.mustDrain) return true;
    return false;
  }

  /** Makes the captures, unless they are there. */
  async open(hasNanoseconds: boolean): Promise<void> {
    const { open, captures } = this.#options;
    this.#captures ??= (await open?.(hasNanoseconds)) ?? captures ?? new Map();
  }

  async finish(): Promise<void> {
    if (this.#releases.length === 0) this.#start(0n);
    for (const { simulation } of this.#releases) {
      simulation.finish();
      if (simulation.mustDrain) await simulation.drain();
    }
  }

  outcome(complete: boolean): Omit<Replayed, 'damage'> {
    return {
      results: this.#releases.map((release) => this.#result(release, complete)),
      packets: this.#read,
      leftOut: this.#leftOut,
      largestFrame: this.#largestFrame,
      cut: this.#cut,
      moved: this.#moved,
    };
  }

  #take(packet: CapturedPacket): void {
    if (this.#releases.length === 0) this.#start(epochOf(packet));
    const framing = this.#framing;
    const obstacle = framing.frame(packet) ?? this.#obstacleOf(framing.length);
    if (obstacle !== undefined) {
      this.#leaveOut(packet.number, obstacle);
      return;
    }
    if (packet.length < packet.originalLength) this.#cut++;
    if (this.#options.asap !== true) {
      this.#pace(packet);
      if (this.#pollEvery === 1 && !this.#pacer.keeps(packet)) this.#moved++;
    }
    // What waits for a ring slot would change with the next packet.
    if (this.#isAnyWaiting()) this.#renew();
    const { bytes, view, offset, length } = framing;
    const step = this.#step;
    step.packet = this.#forwarder.packetOf(bytes, view, offset, length);
    step.site.index = replayedStep(packet.number, forwardedAs(step.packet));
    for (let i = 0; i < this.#releases.length; i++)
      (this.#releases[i] as ReplayedRelease).simulation.take(step);
    this.#taken++;
    this.#largestFrame = Math.max(this.#largestFrame, length);
    if (this.#taken % this.#pollEvery === 0) {
      for (let i = 0; i < this.#pollEvery; i++) this.#pacer.crossed();
    }
  }

  #start(epoch: bigint): void {
    const { releases = COMPARED_RELEASES, watch } = this.#options;
    this.#pacer = new Pacer(epoch);
    this.#releases = releases.map((release) => {
      const capture = this.#captures?.get(release);
      const simulation = new Simulation({
        release,
        mac: GUEST_MAC,
        // Nothing that is sent here is cut to it: it only refuses.
        mtu: LARGEST_FRAME - ETHERNET_HEADER_LENGTH,
        poll: this.#pollEvery === 1 ? { kind: 'each' } : { kind: 'every', steps: this.#pollEvery },
        epoch,
        interval: 0,
        listed: this.#listed,
        arena: this.#arena,
        ...(capture === undefined ? {} : { capture }),
        ...watch?.(release),
      });
      return { release, simulation };
    });
  }

  #obstacleOf(length: number): string | undefined {
    if (length === 0) return 'it has no bytes';
    if (length <= this.#largest) return undefined;
    const { mtu } = this.#options;
    if (mtu === undefined)
      return `its ${length} bytes are more than the ${LARGEST_FRAME} that a frame can have`;
    return `its ${length - ETHERNET_HEADER_LENGTH} bytes exceed the MTU of ${mtu}`;
  }

  #leaveOut(number: number, obstacle: string): void {
    this.#leftOut++;
    if (this.#firstLeftOut.length >= this.#listed) return;
    this.#firstLeftOut.push({ step: replayedStep(number, 0), message: `Left out: ${obstacle}` });
  }

  #pace(packet: CapturedPacket): void {
    for (let wait = this.#pacer.waitFor(packet); wait > 0; wait = this.#pacer.waitFor(packet)) {
      this.#wait.nanoseconds = wait;
      for (let i = 0; i < this.#releases.length; i++)
        (this.#releases[i] as ReplayedRelease).simulation.take(this.#wait);
    }
  }

  #isAnyWaiting(): boolean {
    for (let i = 0; i < this.#releases.length; i++)
      if ((this.#releases[i] as ReplayedRelease).simulation.channel.netfront.hasWaitingWrites) return true;
    return false;
  }

  #renew(): void {
    this.#forwarder = new Forwarder();
    this.#step = sendStep(this.#forwarder);
  }

  #result({ release, simulation }: ReplayedRelease, complete: boolean): RunResult {
    const { name, file } = this.#options;
    const found = outcome(simulation);
    const errors = [...this.#firstLeftOut, ...found.errors].sort((a, b) => a.step - b.step);
    return {
      script: { name, file, description: 'The packets of a capture, as a NAT firewall forwards them' },
      release,
      seed: 0,
      names: {},
      ...found,
      ...withSites({ ...found, errors: errors.slice(0, this.#listed) }),
      errorCount: found.errorCount + this.#leftOut,
      // Waits are no packets.
      stepsTaken: this.#taken,
      complete,
      // A capture expects nothing.
      expectations: { checked: 0, failed: 0, unchecked: 0, items: [], failures: [], failureCount: 0 },
    };
  }
}

function sendStep(forwarder: Forwarder): SendStep {
  const packet = forwarder.packetOf(NO_FRAME, NO_VIEW, 0, 0);
  return { kind: 'send', site: { index: 0, label: '', line: 0 }, packet };
}

const NO_FRAME = new Uint8Array(0);
const NO_VIEW = new DataView(NO_FRAME.buffer);
