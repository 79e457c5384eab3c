import { CaptureError } from '../capture-reader/capture-error.ts';
import { CaptureReader } from '../capture-reader/capture-reader.ts';
import { Inspector } from './inspector.ts';
import { allowedAddress } from './old-memory/allowed-address.ts';
import { type Canary, canaryOf } from './old-memory/canary.ts';
import type { OldMemoryOptions } from './old-memory/old-memory.ts';
import { poisonsOf } from './old-memory/poison.ts';
import type { InspectionResult } from './result.ts';

export interface InspectOptions {
  /** What reports call the capture; null, as if absent, for a stream. */
  file?: string | null;
  /** How many findings of a kind are listed one by one; 1000 if absent. Totals count all. */
  listed?: number;
  /** Whether bytes of earlier frames are looked for in the bodies of all packets, too, as `--body`; false if absent. */
  body?: boolean;
  /**
   * Values that memory is filled with to look for, as after `--poison`: `linux-slub`, `glibc:5a`, `0xcafe`, `all`, `none`…
   * Those that are unmistakable if absent.
   */
  poisons?: readonly string[];
  /** What must not be seen, as after `--secret`: text, `hex:…`, or `/pattern/`. Nothing if absent. */
  secrets?: readonly string[];
  /** IPv4, IPv6 or MAC addresses of those who may be sent the secrets; nobody if absent. */
  allow?: readonly string[];
  /** Stops it after the chunk at hand; what has been found by then is still reported. */
  signal?: AbortSignal;
}

const LISTED = 1000;

/**
 * Inspects a capture of any origin: verifies its checksums, looks for old memory of its senders, and lists padding that is
 * not zero. Memory does not depend on its length. Of a capture that is damaged or cut short, the result is about the
 * packets before, and its `damage` says where it ends.
 *
 * @param chunks - the bytes of a pcap or pcapng file, in pieces of any size: a stream, or an array of one
 * @returns what `inspect --json` reports, and `renderInspection` turns into text
 * @throws TypeError for a poison, a secret or an address that is none
 * @throws CaptureError if not a single packet can be read
 * @throws what `chunks` throws
 *
 * @example
 * ```ts
 * import { createReadStream } from 'node:fs';
 * import { inspectCapture, renderInspection } from 'netchannel-sim/inspection';
 *
 * const result = await inspectCapture(createReadStream('demo.pcap'), { file: 'demo.pcap', secrets: ['swordfish'] });
 * console.log(result.totals.checksumFailures);
 * console.log(renderInspection(result));
 * ```
 */
export async function inspectCapture(
  chunks: Iterable<Uint8Array> | AsyncIterable<Uint8Array>,
  options: InspectOptions = {},
): Promise<InspectionResult> {
  const { file = null, listed = LISTED, signal } = options;
  const source = file === null ? 'the capture' : JSON.stringify(file);
  const reader = new CaptureReader({ source });
  const inspector = new Inspector(listed, undefined, oldMemoryOptions(options));
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

/** @throws TypeError */
function oldMemoryOptions({ body, poisons, secrets, allow }: InspectOptions): OldMemoryOptions {
  const known = poisons?.flatMap(
    (name) => poisonsOf(name) ?? wrong('poison', name, 'a name or hexadecimal bytes'),
  );
  return {
    ...(body === undefined ? {} : { body }),
    ...(known === undefined ? {} : { poisons: [...new Set(known)] }),
    canaries: (secrets ?? []).map(secretOf),
    allowed: new Set(
      allow?.map((text) => allowedAddress(text) ?? wrong('address', text, 'an IPv4, IPv6 or MAC address')),
    ),
  };
}

function secretOf(text: string): Canary {
  try {
    return canaryOf(text);
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    throw new TypeError(`Cannot look for the secret ${JSON.stringify(text)}: ${error.message}`, {
      cause: error,
    });
  }
}

function wrong(what: string, text: string, expected: string): never {
  throw new TypeError(`Cannot use ${JSON.stringify(text)} as ${what}: expected ${expected}`);
}
