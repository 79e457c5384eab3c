import { CaptureError } from '../capture-reader/capture-error.ts';
import { CaptureReader } from '../capture-reader/capture-reader.ts';
import { Inspector } from './inspector.ts';
import type { InspectionResult } from './result.ts';

export interface InspectOptions {
  /** What reports call the capture; null, as if absent, for a stream. */
  file?: string | null;
  /** How many findings of a kind are listed one by one; 1000 if absent. Totals count all. */
  listed?: number;
  /** Stops it after the chunk at hand; what has been found by then is still reported. */
  signal?: AbortSignal;
}

const LISTED = 1000;

/**
 * Inspects a capture of any origin: verifies its checksums, and lists padding that is not zero. Memory does not depend
 * on its length. Of a capture that is damaged or cut short, the result is about the packets before, and its `damage`
 * says where it ends.
 *
 * @param chunks - the bytes of a pcap or pcapng file, in pieces of any size: a stream, or an array of one
 * @returns what `inspect --json` reports, and `renderInspection` turns into text
 * @throws CaptureError if not a single packet can be read
 * @throws what `chunks` throws
 *
 * @example
 * ```ts
 * import { createReadStream } from 'node:fs';
 * import { inspectCapture, renderInspection } from 'netchannel-sim/inspection';
 *
 * const result = await inspectCapture(createReadStream('demo.pcap'), { file: 'demo.pcap' });
 * console.log(result.totals.checksumFailures);
 * console.log(renderInspection(result));
 * ```
 */
export async function inspectCapture(
  chunks: Iterable<Uint8Array> | AsyncIterable<Uint8Array>,
  { file = null, listed = LISTED, signal }: InspectOptions = {},
): Promise<InspectionResult> {
  const source = file === null ? 'the capture' : JSON.stringify(file);
  const reader = new CaptureReader({ source });
  const inspector = new Inspector(listed);
  const inspectAll = (): void => {
    while (reader.next()) inspector.inspect(reader.packet);
  };
  let failure: CaptureError | undefined;
  let stopped = false;
  try {
    for await (const chunk of chunks) {
      stopped = signal?.aborted === true;
      if (stopped) break;
      reader.push(chunk);
      inspectAll();
    }
    if (!stopped) {
      reader.end();
      inspectAll();
    }
  } catch (error) {
    if (!(error instanceof CaptureError) || reader.packets === 0) throw error;
    failure = error;
  }
  return inspector.result({
    file,
    format: reader.format,
    complete: failure === undefined && !stopped,
    damage: failure === undefined ? null : { offset: failure.offset, reason: failure.reason },
    otherRecords: reader.otherRecords,
  });
}
