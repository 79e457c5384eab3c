import type { Flow } from '../wire/flow.ts';
import { MARK_WORDS, type Secret, type SecretMarks } from '../wire/secret-marks.ts';
import type { Recipient, SecretReach } from './findings.ts';
import type { Hosts } from './hosts.ts';
import { MAX_RECIPIENTS, NOBODY, type Recipients } from './recipients.ts';

/** How many frames of a reach are told by number. */
const FIRST_FRAMES = 20;

/** Bytes of a secret that one recipient got: where stretches begin and end (exclusive), pair after pair. */
export type Extents = number[];

/** What one recipient got of one secret. */
interface ReachCounts {
  recipient: Recipient;
  /** A bit for each byte of the secret that was got. */
  got: Uint8Array;
  bytes: number;
  totalBytes: number;
  frames: number;
  lastFrame: number;
  firstFrames: number[];
}

/** Which secrets got where in one way, such as by disclosure. Memory depends on secrets and recipients only. */
export class SecretReaches {
  readonly #secrets: readonly Secret[];
  readonly #recipients: Recipients;
  readonly #hosts: Hosts;
  readonly #reaches = new Map<number, ReachCounts>();

  constructor(secrets: readonly Secret[], recipients: Recipients, hosts: Hosts) {
    this.#secrets = secrets;
    this.#recipients = recipients;
    this.#hosts = hosts;
  }

  /**
   * Counts what `marks` has from `from` up to, not including, `to`.
   *
   * @param flow - of the frame that it went out in
   * @param frame - its number
   */
  count(flow: Readonly<Flow>, frame: number, marks: Readonly<SecretMarks>, from: number, to: number): void {
    for (let i = 0; i < marks.count; i++) {
      const o = i * MARK_WORDS;
      const start = marks.words[o] as number;
      const begin = Math.max(start, from);
      const end = Math.min(marks.words[o + 1] as number, to);
      if (begin >= end) continue;
      const secret = marks.words[o + 2] as number;
      const reach = this.#reach(secret, flow);
      if (reach === undefined) continue;
      const position = (marks.words[o + 3] as number) + begin - start;
      reach.totalBytes += end - begin;
      this.#enter(reach, secret, position, position + end - begin);
      if (reach.lastFrame === frame) continue;
      reach.lastFrame = frame;
      reach.frames++;
      if (reach.firstFrames.length < FIRST_FRAMES) reach.firstFrames.push(frame);
    }
  }

  /** What recipients got of the secret with this index, who got it first first. */
  list(secret: number): SecretReach[] {
    const list: SecretReach[] = [];
    for (const [key, { recipient, bytes, totalBytes, frames, firstFrames }] of this.#reaches) {
      if (Math.floor(key / (MAX_RECIPIENTS + 1)) !== secret) continue;
      list.push({
        recipient: { ...recipient },
        bytes,
        totalBytes,
        frames,
        firstFrame: firstFrames[0] ?? 0,
        firstFrames: [...firstFrames],
      });
    }
    return list;
  }

  /** The bytes that recipients got of the secret with this index, in the order of `list`. */
  extents(secret: number): Extents[] {
    const list: Extents[] = [];
    for (const [key, { got }] of this.#reaches) {
      if (Math.floor(key / (MAX_RECIPIENTS + 1)) === secret) list.push(stretchesOf(got));
    }
    return list;
  }

  /** @returns undefined for a mark of a secret that nobody told of */
  #reach(secret: number, flow: Readonly<Flow>): ReachCounts | undefined {
    const recipient = this.#recipients.numberOf(flow);
    const key = secret * (MAX_RECIPIENTS + 1) + recipient;
    const known = this.#reaches.get(key);
    if (known !== undefined) return known;
    const length = this.#secrets[secret]?.length;
    if (length === undefined) return undefined;
    const got = new Uint8Array(Math.ceil(length / 8));
    const reach = {
      recipient: recipient === 0 ? NOBODY : this.#hosts.recipientOf(flow),
      got,
      bytes: 0,
      totalBytes: 0,
      frames: 0,
      lastFrame: 0,
      firstFrames: [],
    };
    this.#reaches.set(key, reach);
    return reach;
  }

  #enter(reach: ReachCounts, secret: number, from: number, to: number): void {
    // There is nothing new for who has it all: the usual case of a stream.
    if (reach.bytes === this.#secrets[secret]?.length) return;
    const { got } = reach;
    for (let i = from; i < to; i++) {
      const byte = got[i >>> 3] as number;
      const bit = 1 << (i & 7);
      if ((byte & bit) !== 0) continue;
      got[i >>> 3] = byte | bit;
      reach.bytes++;
    }
  }
}

function stretchesOf(bits: Uint8Array): Extents {
  const stretches: Extents = [];
  let before = false;
  for (let i = 0; i <= 8 * bits.length; i++) {
    const isSet = i < 8 * bits.length && ((bits[i >>> 3] as number) & (1 << (i & 7))) !== 0;
    if (isSet !== before) stretches.push(i);
    before = isSet;
  }
  return stretches;
}
