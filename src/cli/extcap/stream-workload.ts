import type { Writable } from 'node:stream';
import type { Release } from '../../netchannel/releases.ts';
import { createPcapStream, type PcapWriter } from '../../pcap-writer/index.ts';
import type { Script } from '../../script/script.ts';
import { CliError } from '../cli-error.ts';
import { pacedRun } from '../paced-run.ts';
import type { FlushableCapture } from '../pacing.ts';

/** How a script is run for a live reader. */
export interface WorkloadOptions {
  /** The script's own if undefined. */
  release: Release | undefined;
  /** The script's own if undefined. */
  seed: number | undefined;
  /** Seconds of virtual time in a second; Infinity for no waiting at all. */
  pace: number;
  /** Again and again, until it is stopped. */
  loop: boolean;
}

/** Small, so that little is on the way when the reader wants to stop. */
const CHUNK_SIZE = 32_768;

const LAST_SECOND = 0xffff_ffff;

/**
 * Runs a script into a stream, as a capture with nanoseconds. Its header goes out at once, frames go out when their
 * time has come, and only whole ones.
 *
 * @param sink - is ended
 * @param signal - stops the run; what has been done by then goes out
 * @throws PcapOutputError if the stream cannot be written, with code EPIPE if its reader has gone
 * @throws CliError if virtual time goes beyond what the format can say
 */
export async function streamWorkload(
  script: Script,
  { release, seed, pace, loop }: WorkloadOptions,
  sink: Writable,
  signal: AbortSignal,
): Promise<void> {
  const pcap = createPcapStream(sink, { resolution: 'nanosecond', chunkSize: CHUNK_SIZE });
  const capture = new NanosecondCapture(pcap);
  try {
    await capture.flush();
    await pacedRun(script, {
      capture,
      signal,
      pace,
      loop,
      listed: 0,
      ...(release === undefined ? {} : { release }),
      ...(seed === undefined ? {} : { seed }),
    });
  } finally {
    await pcap.close();
  }
}

class NanosecondCapture implements FlushableCapture {
  readonly #pcap: PcapWriter;

  constructor(pcap: PcapWriter) {
    this.#pcap = pcap;
  }

  write(seconds: number, nanoseconds: number, bytes: Uint8Array, offset: number, length: number): boolean {
    if (seconds > LAST_SECOND) {
      throw new CliError(
        'Cannot write a frame: captures have no times after 2106-02-07; give the script an earlier epoch',
      );
    }
    return this.#pcap.write(seconds, nanoseconds, bytes, offset, length);
  }

  drain(): Promise<void> {
    return this.#pcap.drain();
  }

  flush(): Promise<void> {
    return this.#pcap.flush();
  }
}
