import type { Hosts } from '../../audit/hosts.ts';
import { describeFlow, Flow, protocolOf, storeFlow } from '../../wire/flow.ts';
import { fieldAt, fieldName } from '../../wire/frame-fields.ts';
import { FrameReader } from '../../wire/frame-reader.ts';
import type { ComparedFrame, Differences, FrameDifference, StaleSpan } from './comparison-result.ts';
import type { CrossedFrames } from './crossed-frames.ts';

/** In a row of frame indexes: the release did not deliver the frame. */
const MISSING = -1;

/**
 * Compares, step by step, the frames that releases delivered: counts those that differ and keeps the first.
 *
 * A frame of one release is the same as that of another if the same step wrote it, as the first, second and so on
 * of that step. Nothing is pending in the device after a poll, so such frames always cross during the same step,
 * and a frame that only some releases deliver does not disturb how the others are matched.
 */
export class FrameDifferences {
  readonly #releases: readonly string[];
  readonly #limit: number;
  readonly #hosts: Hosts;
  readonly #first: FrameDifference[] = [];
  readonly #row: number[];
  #compared = 0;
  #frames = 0;

  /**
   * @param limit - how many of the frames that differ are kept
   * @param hosts - whose which addresses are
   */
  constructor(releases: readonly string[], limit: number, hosts: Hosts) {
    this.#releases = releases;
    this.#limit = limit;
    this.#hosts = hosts;
    this.#row = releases.map(() => MISSING);
  }

  /** Whether the next frame that differs is kept. */
  get isKeeping(): boolean {
    return this.#first.length < this.#limit;
  }

  /** Compares what crossed during one step. @param crossed - by release, in their order */
  take(crossed: readonly CrossedFrames[]): void {
    if (!isInStep(crossed)) {
      for (const row of align(crossed)) this.#compare(crossed, row);
      return;
    }
    const count = crossed[0]?.count ?? 0;
    for (let i = 0; i < count; i++) this.#compare(crossed, this.#row.fill(i));
  }

  /** What has been found so far. */
  result(): Differences {
    return { compared: this.#compared, frames: this.#frames, first: [...this.#first] };
  }

  #compare(crossed: readonly CrossedFrames[], row: readonly number[]): void {
    this.#compared++;
    if (isSame(crossed, row)) return;
    this.#frames++;
    if (this.isKeeping) this.#first.push(this.#describe(crossed, row));
  }

  #describe(crossed: readonly CrossedFrames[], row: readonly number[]): FrameDifference {
    const frames: ComparedFrame[] = [];
    const missing: string[] = [];
    let origin: Pick<FrameDifference, 'step' | 'direction'> = { step: 0, direction: 'tx' };
    for (const [i, release] of this.#releases.entries()) {
      const own = crossed[i];
      const index = row[i] ?? MISSING;
      if (own === undefined || index === MISSING) {
        missing.push(release);
        continue;
      }
      const { step, direction } = own.at(index);
      origin = { step, direction };
      frames.push(comparedFrame(release, own, index));
    }
    return { ...origin, ...identify(frames[0]?.bytes ?? new Uint8Array(0), this.#hosts), frames, missing };
  }
}

/** Whether all releases delivered frames of the same steps in the same order: nearly always. */
function isInStep(crossed: readonly CrossedFrames[]): boolean {
  const [first] = crossed;
  if (first === undefined) return true;
  for (const other of crossed) {
    if (other.count !== first.count) return false;
    for (let i = 0; i < first.count; i++) if (other.at(i).step !== first.at(i).step) return false;
  }
  return true;
}

/**
 * Matches the frames of one step by who wrote them.
 * @returns a row for each frame, in the order of the first release that delivered it: its index by release
 */
function align(crossed: readonly CrossedFrames[]): number[][] {
  const rows = new Map<string, number[]>();
  for (const [release, frames] of crossed.entries()) {
    const seen = new Map<number, number>();
    for (let i = 0; i < frames.count; i++) {
      const { step } = frames.at(i);
      const before = seen.get(step) ?? 0;
      seen.set(step, before + 1);
      const key = `${step} ${before}`;
      const row = rows.get(key) ?? crossed.map(() => MISSING);
      row[release] = i;
      rows.set(key, row);
    }
  }
  return [...rows.values()];
}

function isSame(crossed: readonly CrossedFrames[], row: readonly number[]): boolean {
  const [first] = crossed;
  const [index = MISSING] = row;
  if (first === undefined || index === MISSING) return false;
  for (let i = 1; i < crossed.length; i++) {
    const other = row[i] as number;
    if (other === MISSING || !first.equals(index, crossed[i] as CrossedFrames, other)) return false;
  }
  return true;
}

function comparedFrame(release: string, crossed: CrossedFrames, index: number): ComparedFrame {
  const { number, verdict, stale, staleSums, passedOn } = crossed.at(index);
  const bytes = crossed.bytesOf(index);
  const reader = readerOf(bytes);
  const fieldOf = (offset: number): string => fieldName(fieldAt(reader, offset));
  const spansOf = (ranges: typeof passedOn): StaleSpan[] =>
    joined(ranges).map(([start, end]) => ({ start, end, field: fieldOf(start) }));
  return {
    release,
    number,
    verdict,
    bytes,
    stale: spansOf(stale),
    staleSums: staleSums.map((offset) => ({ offset, field: fieldOf(offset) })),
    ...(passedOn.length === 0 ? {} : { passedOn: spansOf(passedOn) }),
  };
}

/** @returns the ranges, with neighbours as one */
function joined(ranges: readonly (readonly [start: number, end: number])[]): [start: number, end: number][] {
  const joint: [number, number][] = [];
  for (const [start, end] of ranges) {
    const last = joint.at(-1);
    if (last !== undefined && last[1] === start) last[1] = end;
    else joint.push([start, end]);
  }
  return joint;
}

function identify(bytes: Uint8Array, hosts: Hosts): Pick<FrameDifference, 'protocol' | 'flow' | 'recipient'> {
  const flow = new Flow();
  storeFlow(readerOf(bytes), flow);
  hosts.resolve(flow);
  return { protocol: protocolOf(flow), flow: describeFlow(flow), recipient: hosts.recipientOf(flow) };
}

function readerOf(bytes: Uint8Array): FrameReader {
  const reader = new FrameReader();
  reader.read(bytes, new DataView(bytes.buffer, bytes.byteOffset, bytes.length), 0, bytes.length);
  return reader;
}
