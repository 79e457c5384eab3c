import { inspectionHeadline } from '../../report/inspection/headline.ts';
import type { CaptureInput } from '../captures/capture-input.ts';
import { KeptCapture } from '../page/kept-capture.ts';
import { pageOfTraffic } from '../page/page-of.ts';
import type { Inspected } from './inspect-capture.ts';
import type { InspectSettings } from './options.ts';

/** The page of an inspection: it looks into the capture again, wherever it is opened. */
export class InspectionPage {
  readonly kept = new KeptCapture();
  readonly #input: CaptureInput;
  readonly #settings: InspectSettings;
  #packets = 0;
  #said = '';

  constructor(input: CaptureInput, settings: InspectSettings) {
    this.#input = input;
    this.#settings = settings;
  }

  tell({ result }: Inspected): void {
    this.#packets = result.totals.packets;
    this.#said = inspectionHeadline(result);
  }

  /** @throws CliError if the page is not there */
  html(): string {
    const { label, baseName } = this.#input;
    const { oldMemory, lookedFor } = this.#settings;
    const { body = false, canaries = [], allowed = [], poisons } = oldMemory;
    return pageOfTraffic(this.kept.kept(), {
      how: 'inspect',
      file: label,
      name: baseName,
      looking: {
        body,
        secrets: canaries.map(({ name }) => name),
        allowed: [...allowed],
        ...(poisons === undefined ? {} : { poisons }),
      },
      options: lookedFor,
      packets: this.#packets,
      said: { '': this.#said },
      isComparison: false,
    });
  }
}
