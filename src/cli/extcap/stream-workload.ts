import type { Writable } from 'node:stream';
import { runSubject } from '../../capture-writer/capture-subject.ts';
import { PcapngCapture, sectionOf } from '../../capture-writer/pcapng-capture.ts';
import type { DeviceName } from '../../netchannel/devices.ts';
import { DEFAULT_RELEASE } from '../../netchannel/releases.ts';
import { createPcapngStream } from '../../pcap-writer/index.ts';
import type { Script } from '../../script/script.ts';
import type { Vantage } from '../../simulation/capture/vantage.ts';
import { applicationName } from '../files/package-info.ts';
import { pacedRun } from '../run/paced-run.ts';

/** How a script is run for a live reader. */
export interface WorkloadOptions {
  /** The script's own if undefined. */
  release: DeviceName | undefined;
  /** The script's own if undefined. */
  seed: number | undefined;
  /** Seconds of virtual time in a second; Infinity for no waiting at all. */
  pace: number;
  /** Again and again, until it is stopped. */
  loop: boolean;
  /** Where frames arrive if undefined. */
  vantage: Vantage | undefined;
}

/** Small, so that little is on the way when the reader wants to stop. */
const CHUNK_SIZE = 32_768;

/**
 * Runs a script into a stream, as pcapng with what was found in each frame. Its header goes out at once, frames go out
 * when their time has come, and only whole ones.
 *
 * @param sink - is ended
 * @param signal - stops the run; what has been done by then goes out
 * @throws PcapOutputError if the stream cannot be written, with code EPIPE if its reader has gone
 * @throws CaptureTimeError if virtual time goes beyond what the format can say
 */
export async function streamWorkload(
  script: Script,
  { release, seed, pace, loop, vantage }: WorkloadOptions,
  sink: Writable,
  signal: AbortSignal,
): Promise<void> {
  const subject = runSubject({
    script,
    release: release ?? script.release ?? DEFAULT_RELEASE,
    seed: seed ?? script.seed,
  });
  const writer = createPcapngStream(sink, {
    ...sectionOf(subject, applicationName()),
    chunkSize: CHUNK_SIZE,
  });
  const capture = new PcapngCapture(writer, subject, { file: null, vantage });
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
    await capture.close();
  }
}
