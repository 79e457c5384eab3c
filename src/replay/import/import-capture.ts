import { Lexer } from 'yaml';
import type { CaptureError } from '../../capture-reader/index.ts';
import { FIXED_RELEASE, VULNERABLE_RELEASE } from '../../netchannel/releases.ts';
import { type DocumentRoom, LIMITS } from '../../script/document/limits.ts';
import { nodesOf } from '../../script/document/text-cost.ts';
import { othersTurn } from '../../turns.ts';
import { formatMac } from '../../wire/address.ts';
import { ETHERNET_HEADER_LENGTH, ETHERNET_TYPE } from '../../wire/ethernet.ts';
import { ETHERTYPE_IPV4 } from '../../wire/protocol-numbers.ts';
import { Pacer } from '../pacer.ts';
import { type CollectedFrame, collectFrames } from './collected-frames.ts';
import { durationTexts, epochText } from './durations.ts';
import { describeParticipants, type GuestChoice, type Participants, participantsOf } from './participants.ts';
import { StepFinder } from './step-finder.ts';
import { stepsText, yamlText } from './yaml-text.ts';

export type { GuestChoice } from './participants.ts';

const DEFAULT_MTU = 1500;
const LARGEST_MTU = 65_521;

/** Equal steps in a row that make a repeat. */
const LEAST_REPEAT = 3;

/** Of what the loader takes, what the steps may use: the rest is for the head and for the user's own steps. */
const SHARE = 0.9;

export interface ImportOptions {
  /** Title of the script. */
  name: string;
  /** What the script calls the capture: its path, or `stdin`. */
  file: string;
  /** What messages about damage call it, such as `"x.pcap"`; `the capture` if absent. */
  source?: string;
  /** Who is the unikernel; who sends most frames if absent. */
  guest?: GuestChoice;
  /** How many packets, at most; as many as a script can hold if absent. */
  limit?: number;
  /** Ends the work, with its reason. */
  signal?: AbortSignal;
}

/** A capture as a script. */
export interface Imported {
  /** YAML, or undefined if there is no packet to make a step of. */
  script: string | undefined;
  /** Packets that became steps. */
  packets: number;
  /** Packets that no script can send. */
  leftOut: number;
  /** Such as `packet 7: its link type is …`. */
  firstLeftOut: string | undefined;
  /** Packets that were cut when they were captured: the script sends what is there. */
  shortened: number;
  /** Packets that cross at another time than theirs, which is not after the one before, or was not recorded. */
  moved: number;
  /** Why the script ends before the capture does; undefined if it does not. */
  cut: 'limit' | 'room' | undefined;
  /** Nobody in the capture has the address that was asked for; there is no script then. */
  isGuestMissing: boolean;
  /** MAC address of the unikernel. */
  guestMac: string;
  /** Why the capture was not read to its end, if it was damaged. */
  damage: CaptureError | undefined;
}

/**
 * Writes a script that gives back the packets of a capture, byte for byte, when it runs under 1.10.1, and when they
 * were captured as far as a run can say it. What the unikernel sends becomes a step of the packet's own kind if the
 * stack's writer gives exactly these bytes, and otherwise a raw frame; what others send is received, likewise.
 *
 * @param chunks - the bytes of a pcap or pcapng file, in pieces of any size
 * @throws what `chunks` throws
 *
 * @example
 * ```ts
 * import { createReadStream } from 'node:fs';
 * import { importCapture, loadScript, runScript } from 'netchannel-sim';
 *
 * const { script } = await importCapture(createReadStream('demo.pcap'), { name: 'demo', file: 'demo.pcap' });
 * if (script === undefined) throw new Error('There is no packet in it');
 * const { totals } = await runScript(loadScript(script, 'demo.yaml'), { release: '1.10.1' });
 * console.log(totals.frames);
 * ```
 */
export async function importCapture(
  chunks: Iterable<Uint8Array> | AsyncIterable<Uint8Array>,
  options: ImportOptions,
): Promise<Imported> {
  const { limit = Number.MAX_SAFE_INTEGER, source = 'the capture', guest } = options;
  const collected = await collectFrames(chunks, limit, source);
  const { frames, leftOut, firstLeftOut, damage } = collected;
  const participants = participantsOf(frames, guest);
  const nothing: Imported = {
    script: undefined,
    packets: 0,
    leftOut,
    firstLeftOut,
    shortened: collected.shortened,
    moved: 0,
    cut: undefined,
    isGuestMissing: participants === undefined && frames.length > 0,
    guestMac: '',
    damage,
  };
  if (participants === undefined || frames.length === 0) return nothing;
  const written = await new StepWriter(frames, participants).write(options.signal);
  const isCut = collected.more || written.packets < frames.length;
  const cut = isCut
    ? written.packets < frames.length || collected.packets < limit
      ? 'room'
      : 'limit'
    : undefined;
  const head = headOf(options, frames, participants, written, isCut);
  return {
    ...nothing,
    script: `${head}steps:\n${written.text}`,
    packets: written.packets,
    moved: written.moved,
    cut,
    guestMac: formatMac(participants.unikernel.mac),
  };
}

function headOf(
  { name, file }: ImportOptions,
  frames: readonly CollectedFrame[],
  participants: Participants,
  { packets, mtu, interval }: Written,
  isCut: boolean,
): string {
  const first = frames.find(({ hasTime }) => hasTime);
  const { unikernel, hosts } = describeParticipants(participants);
  const origin = file.replace(/[\p{C}\p{Zl}\p{Zp}]/gu, '?');
  const which = isCut
    ? `The first ${packets} packets`
    : packets === 1
      ? 'The packet'
      : `The ${packets} packets`;
  const comment = [
    `# ${which} of ${origin}, as steps. Written by netchannel-sim import; change it as you like.`,
    '# A packet stands here by its fields where a stack writes the same bytes for them, and otherwise as a raw frame.',
    `#   --netchannel ${FIXED_RELEASE}  gives the frames of the capture, byte for byte.`,
    `#   --netchannel ${VULNERABLE_RELEASE}  shows what they would have leaked.`,
  ];
  const values = {
    name: name === '' ? 'capture' : name.replaceAll('${', '$$${'),
    ...(mtu === DEFAULT_MTU ? {} : { mtu }),
    ...(first === undefined ? {} : { epoch: epochText(first.seconds, first.nanoseconds) }),
    interval: interval === 0 ? '0ms' : (durationTexts(interval)[0] ?? '0ms'),
    unikernel,
    ...(Object.keys(hosts).length === 0 ? {} : { hosts }),
  };
  return `${comment.join('\n')}\n${headText(values)}\n`;
}

/** Hosts stand on a line each, however few they are. */
function headText({ hosts, ...values }: Record<string, unknown> & { hosts?: object }): string {
  const text = yamlText(values);
  return hosts === undefined ? text : `${text}hosts:\n${indented(yamlText(hosts))}`;
}

/** The steps of a script. */
interface Written {
  text: string;
  packets: number;
  moved: number;
  mtu: number;
  /** Of the script, nanoseconds. */
  interval: number;
}

/** Milliseconds from one look at signals to the next. */
const TURN = 50;

class StepWriter {
  readonly #frames: readonly CollectedFrame[];
  readonly #finder: StepFinder;
  readonly #mtu: number;
  readonly #interval: number;
  readonly #pacer: Pacer;
  readonly #parts: string[] = [];
  readonly #used: DocumentRoom = { characters: 0, tokens: 0, nodes: 0 };
  /** Equal entries that are not written yet, and how many. */
  #entry = '';
  #count = 0;
  #moved = 0;

  constructor(frames: readonly CollectedFrame[], participants: Participants) {
    this.#frames = frames;
    this.#mtu = mtuFor(frames);
    this.#finder = new StepFinder(participants, this.#mtu);
    this.#interval = intervalOf(frames);
    const first = frames.find(({ hasTime }) => hasTime);
    const epoch =
      first === undefined ? 0n : BigInt(first.seconds) * 1_000_000_000n + BigInt(first.nanoseconds);
    this.#pacer = new Pacer(epoch, this.#interval);
  }

  /** @throws the reason of the signal */
  async write(signal: AbortSignal | undefined): Promise<Written> {
    let packets = 0;
    let begin = performance.now();
    for (const frame of this.#frames) {
      if (performance.now() - begin > TURN) {
        await othersTurn();
        signal?.throwIfAborted();
        begin = performance.now();
      }
      const entry = this.#entryFor(frame);
      if (entry !== this.#entry) {
        this.#flush();
        if (!this.#hasRoomFor(entry)) break;
        this.#entry = entry;
      }
      this.#count++;
      packets++;
    }
    this.#flush();
    return {
      text: this.#parts.join(''),
      packets,
      moved: this.#moved,
      mtu: this.#mtu,
      interval: this.#interval,
    };
  }

  #entryFor(frame: CollectedFrame): string {
    const steps: object[] = [];
    for (let wait = this.#pacer.waitFor(frame); wait > 0; wait = this.#pacer.waitFor(frame)) {
      steps.push(...durationTexts(wait).map((text) => ({ wait: text })));
    }
    steps.push(this.#finder.stepFor(frame.bytes));
    if (!this.#pacer.keeps(frame)) this.#moved++;
    this.#pacer.crossed();
    this.#pacer.stepped();
    return stepsText(steps);
  }

  #flush(): void {
    if (this.#count === 0) return;
    const text = this.#pendingText();
    this.#parts.push(text);
    const { characters, tokens, nodes } = costOf(text);
    this.#used.characters += characters;
    this.#used.tokens += tokens;
    this.#used.nodes += nodes;
    this.#entry = '';
    this.#count = 0;
  }

  #pendingText(): string {
    const entry = indented(this.#entry);
    if (this.#count < LEAST_REPEAT) return entry.repeat(this.#count);
    const head = `  - repeat:\n      count: ${this.#count}\n      steps:\n`;
    return head + indented(indented(indented(entry)));
  }

  /** Whether the loader will still take the script with `entry` in it, however often it comes. */
  #hasRoomFor(entry: string): boolean {
    const copies = LEAST_REPEAT - 1;
    const lines = entry.split('\n').length;
    const { characters, tokens, nodes } = costOf(entry);
    const used = this.#used;
    return (
      used.characters + copies * (characters + 8 * lines) + 100 < SHARE * LIMITS.characters &&
      used.tokens + copies * (tokens + 2 * lines) + 50 < SHARE * LIMITS.tokens &&
      used.nodes + copies * nodes + 50 < SHARE * LIMITS.nodes
    );
  }
}

function costOf(text: string): DocumentRoom {
  const cost = { characters: text.length, tokens: 0, nodes: 0 };
  for (const lexeme of new Lexer().lex(text)) {
    cost.tokens++;
    cost.nodes += nodesOf(lexeme);
  }
  return cost;
}

function indented(text: string): string {
  return text.replace(/^(?=.)/gm, '  ');
}

/** Only a packet that the stack sends is bound to it. */
function mtuFor(frames: readonly CollectedFrame[]): number {
  let largest = DEFAULT_MTU;
  for (const { bytes } of frames) {
    const type = ((bytes[ETHERNET_TYPE] ?? 0) << 8) | (bytes[ETHERNET_TYPE + 1] ?? 0);
    if (type === ETHERTYPE_IPV4) largest = Math.max(largest, bytes.length - ETHERNET_HEADER_LENGTH);
  }
  return Math.min(largest, LARGEST_MTU);
}

/** @returns nanoseconds that most packets are apart, if none are closer; else 0 */
function intervalOf(frames: readonly CollectedFrame[]): number {
  let least = Number.POSITIVE_INFINITY;
  let count = 0;
  for (const [i, frame] of frames.entries()) {
    const before = frames[i - 1];
    if (before === undefined) continue;
    const gap = (frame.seconds - before.seconds) * 1e9 + frame.nanoseconds - before.nanoseconds;
    if (!frame.hasTime || !before.hasTime || gap <= 0 || gap > 1e15) return 0;
    if (gap < least) {
      least = gap;
      count = 0;
    }
    if (gap === least) count++;
  }
  const isSpelt = Number.isFinite(least) && durationTexts(least).length === 1;
  return isSpelt && 2 * count > frames.length - 1 ? least : 0;
}
