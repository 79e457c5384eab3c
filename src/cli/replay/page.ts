import { gzipSync } from 'node:zlib';
import { toldFramesJson } from '../../page/told-frames.ts';
import type { RecordedFrame } from '../../recording/recording.ts';
import { LeakRecorder, type WorstFrames } from '../../replay/leak-recorder.ts';
import type { Replayed } from '../../replay/replay.ts';
import { headline } from '../../report/headline.ts';
import type { CaptureInput } from '../captures/capture-input.ts';
import { KeptCapture } from '../page/kept-capture.ts';
import { pageOfTraffic } from '../page/page-of.ts';
import type { ReplaySettings } from './options.ts';

/** Of a capture that is too long for a page: frames that leak most, under each release. */
const MOST_LEAKS = 20;

/** What is told of them, compressed: the page has its bound, and most of it is the capture. */
const MOST_BYTES = 120_000;

/** The page of a replay: it sends the packets again, wherever it is opened. */
export class ReplayPage {
  readonly #input: CaptureInput;
  readonly #settings: ReplaySettings;
  readonly #kept = new KeptCapture();
  #packets = 0;
  #said: Record<string, string> = {};
  readonly #leaks = new LeakRecorder(MOST_LEAKS);
  #worst: string | undefined;

  constructor(input: CaptureInput, settings: ReplaySettings) {
    this.#input = input;
    this.#settings = settings;
  }

  /** @returns the same bytes of the capture, of which it keeps the first */
  passing(chunks: AsyncIterable<Uint8Array>): AsyncIterable<Uint8Array> {
    return this.#kept.passing(chunks);
  }

  /** For the replay, which it watches for what leaks most. */
  get watch(): LeakRecorder['watch'] {
    return this.#leaks.watch;
  }

  tell({ packets, results }: Replayed): void {
    this.#packets = packets;
    this.#worst = packedWorst(this.#leaks.worst(results));
    this.#said = Object.fromEntries(results.map((result) => [result.release, headline(result)]));
  }

  /** @throws CliError if the page is not there */
  html(): string {
    const { label, baseName } = this.#input;
    const { asap, pollEvery, mtu, effectiveReleases, releases } = this.#settings;
    const [release] = effectiveReleases;
    return pageOfTraffic(this.#kept.kept(), {
      how: 'replay',
      file: label,
      name: baseName,
      sending: { asap, pollEvery, ...(mtu === undefined ? {} : { mtu }) },
      ...(release === undefined || releases.length > 0 ? {} : { release }),
      packets: this.#packets,
      said: this.#said,
      ...(this.#worst === undefined ? {} : { worst: this.#worst }),
      isComparison: releases.length > 0,
    });
  }
}

/** @returns as many of the worst as there is room for, compressed; undefined if there is none */
function packedWorst(worst: Record<string, WorstFrames>): string | undefined {
  for (let most = 2 * MOST_LEAKS; most > 0; most >>= 1) {
    const some = Object.entries(worst).map(([release, { frames, steps }]) => {
      return [release, { frames: largest(frames, most), steps }] as const;
    });
    if (some.every(([, { frames }]) => frames.length === 0)) return undefined;
    const packed = gzipSync(toldFramesJson(Object.fromEntries(some)), { level: 9 });
    // The system that it was made on.
    packed[9] = 255;
    if (packed.length <= MOST_BYTES) return packed.toString('base64');
  }
  return undefined;
}

/** The frames that leak most to others, and those that their bytes are from, in their order. */
function largest(frames: readonly RecordedFrame[], most: number): RecordedFrame[] {
  const byRank = [...frames].sort((a, b) => rankOf(b) - rankOf(a));
  const wanted = new Set<number | null>();
  for (const { number, leak } of byRank) {
    if (wanted.size >= most || leak === undefined) break;
    wanted.add(number);
    for (const { source } of leak.ranges) wanted.add(source.number);
  }
  return frames.filter(({ number }) => wanted.has(number));
}

function rankOf({ crossRecipientBytes, nonZeroLeakedBytes }: RecordedFrame): number {
  return crossRecipientBytes * 65536 + nonZeroLeakedBytes;
}
