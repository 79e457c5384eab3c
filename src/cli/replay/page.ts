import type { Replayed } from '../../replay/replay.ts';
import { headline } from '../../report/headline.ts';
import type { CaptureInput } from '../captures/capture-input.ts';
import { KeptCapture } from '../page/kept-capture.ts';
import { pageOfTraffic } from '../page/page-of.ts';
import type { ReplaySettings } from './options.ts';

/** The page of a replay: it sends the packets again, wherever it is opened. */
export class ReplayPage {
  readonly #input: CaptureInput;
  readonly #settings: ReplaySettings;
  readonly #kept = new KeptCapture();
  #packets = 0;
  #said: Record<string, string> = {};

  constructor(input: CaptureInput, settings: ReplaySettings) {
    this.#input = input;
    this.#settings = settings;
  }

  /** @returns the same bytes of the capture, of which it keeps the first */
  passing(chunks: AsyncIterable<Uint8Array>): AsyncIterable<Uint8Array> {
    return this.#kept.passing(chunks);
  }

  tell({ packets, results }: Replayed): void {
    this.#packets = packets;
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
      isComparison: releases.length > 0,
    });
  }
}
