import type { PacketDetails, PcapngOptions, PcapngWriter } from '../pcap-writer/index.ts';
import { LAST_SECOND } from '../pcap-writer/pcapng-time.ts';
import type { CaptureInfo } from '../report/capture-info.ts';
import { frameComments } from '../report/frame-comments.ts';
import type { FrameDetails } from '../simulation/capture/frame-details.ts';
import type { Vantage, VantagePoint } from '../simulation/capture/vantage.ts';
import type { CaptureSubject } from './capture-subject.ts';
import { CaptureTimeError } from './capture-time-error.ts';
import { PcapngInterfaces } from './pcapng-interfaces.ts';
import type { RunCapture } from './run-capture.ts';

/**
 * @param application - that writes the capture
 * @returns what a capture says about itself, to create its writer with
 */
export function sectionOf({ comment }: CaptureSubject, application = 'netchannel-sim'): PcapngOptions {
  return { application, comments: [comment] };
}

export interface PcapngCaptureOptions {
  /** What `info` calls it; null, as if absent, for a stream. */
  file?: string | null;
  /** Where frames arrive, if absent. */
  vantage?: Vantage | undefined;
  /** Whether its reader read no more before the end; asked once it is closed. */
  isGivenUp?: () => boolean;
  /** Whether other frames of the run are in other captures, so that numbers are not those of packets. */
  isPart?: boolean;
}

/**
 * Writes the frames of runs as pcapng with nanoseconds, each with its verdict and what was found in it as comments, its
 * direction, and the names of the script's hosts: what `run -o x.pcapng` writes.
 *
 * @example
 * ```ts
 * import { loadScript, PcapngCapture, runScript, runSubject, sectionOf } from 'netchannel-sim';
 * import { createPcapngFile } from 'netchannel-sim/pcap-writer';
 *
 * const script = loadScript('{"name": "one", "steps": [{"arp": {"request": "10.0.0.2"}}]}', 'one.json');
 * const subject = runSubject({ script, release: '1.10.0', seed: script.seed });
 * const capture = new PcapngCapture(createPcapngFile('one.pcapng', sectionOf(subject)), subject);
 * await runScript(script, { release: '1.10.0', capture });
 * await capture.close();
 * console.log(capture.info().packets); // 1
 * ```
 */
export class PcapngCapture implements RunCapture {
  readonly vantage: Vantage | undefined;
  readonly #writer: PcapngWriter;
  readonly #file: string | null;
  readonly #isGivenUp: () => boolean;
  readonly #interfaces: PcapngInterfaces;
  readonly #reference: 'frame' | 'packet id';
  /** Of the next frame. */
  #details: FrameDetails | undefined;
  readonly #numbering = new FrameNumbering();
  #isClosed = false;
  #failure: CaptureTimeError | undefined;

  /**
   * @param writer - with nothing in it but its section
   * @throws PcapOutputError
   */
  constructor(
    writer: PcapngWriter,
    subject: CaptureSubject,
    { file = null, vantage, isGivenUp = () => false, isPart = false }: PcapngCaptureOptions = {},
  ) {
    this.vantage = vantage;
    this.#writer = writer;
    this.#file = file;
    this.#isGivenUp = isGivenUp;
    // At an end of the channel, a frame that never crosses is a packet of the capture as well.
    const isWhole = !isPart && (vantage === undefined || vantage === 'receiver');
    this.#reference = isWhole ? 'frame' : 'packet id';
    if (subject.addressNames.length > 0) writer.addNames(subject.addressNames);
    this.#interfaces = new PcapngInterfaces(writer, vantage, subject);
  }

  /** To be called before the frame is written. */
  describe(details: FrameDetails): void {
    this.#details = details;
  }

  /** @throws PcapOutputError, or CaptureTimeError if the time is beyond what the format can say */
  write(seconds: number, nanoseconds: number, bytes: Uint8Array, offset: number, length: number): boolean {
    if (seconds > LAST_SECOND) {
      this.#failure ??= new CaptureTimeError(
        'Cannot write a frame: pcapng files have no times after 2554-07-21; give the script an earlier epoch or a shorter interval',
      );
      throw this.#failure;
    }
    const details = this.#details;
    const writer = this.#writer;
    if (details === undefined) return writer.write(0, seconds, nanoseconds, bytes, offset, length);
    const interfaceId = this.#interfaces.take(details, seconds, nanoseconds);
    const packetId = this.#numbering.numberOf(details);
    return writer.write(interfaceId, seconds, nanoseconds, bytes, offset, length, {
      direction: details.direction === 'tx' ? 'outbound' : 'inbound',
      ...(packetId === undefined ? {} : { packetId }),
      ...(details.checksum === undefined ? {} : offloadOf(details.checksum)),
      comments: frameComments(details, {
        framesBefore: this.#numbering.framesBefore,
        reference: this.#reference,
      }),
    });
  }

  drain(): Promise<void> {
    return this.#writer.drain();
  }

  /** @throws PcapOutputError */
  flush(): Promise<void> {
    return this.#writer.flush();
  }

  /** Ends with the statistics. @throws PcapOutputError, or what `write` threw */
  async close(): Promise<void> {
    try {
      if (!this.#isClosed) this.#interfaces.writeStatistics();
    } finally {
      this.#isClosed = true;
      await this.#writer.close();
    }
    if (this.#failure !== undefined) throw this.#failure;
  }

  /** Gives up what was written, if that can be done. @throws PcapOutputError */
  async abort(): Promise<void> {
    this.#isClosed = true;
    await this.#writer.abort();
  }

  info(): CaptureInfo {
    const { packets, bytes } = this.#writer;
    return { file: this.#file, packets, bytes, ...(this.#isGivenUp() ? { taken: false } : {}) };
  }
}

/** A checksum that is not the sum of the pseudo header no card can complete: it is not one that is yet to be made ready. */
function offloadOf({
  flags,
  partial,
  segmentSize,
}: NonNullable<FrameDetails['checksum']>): Pick<PacketDetails, 'checksum' | 'segmented'> {
  const isValid = !flags.includes('csum_blank') && flags.includes('data_validated');
  return {
    ...(partial === true ? { checksum: 'not ready' } : isValid ? { checksum: 'valid' } : {}),
    ...(segmentSize === undefined ? {} : { segmented: true }),
  };
}

const PLACES: readonly VantagePoint[] = ['netfront', 'netback', 'receiver'];

/** Numbers the frames of one run after the other. */
class FrameNumbering {
  /** Frames of the runs before this one. */
  framesBefore = 0;
  #largest = 0;
  /** By place and direction: there a run shows each frame once, in order. */
  readonly #last = new Float64Array(2 * PLACES.length);

  /** @returns undefined for a frame that has none, because it never crossed */
  numberOf({ number, at, direction }: FrameDetails): number | undefined {
    if (number === 0) return undefined;
    const where = 2 * PLACES.indexOf(at) + (direction === 'tx' ? 0 : 1);
    // Another run, of the same script, begins to count again.
    if (number <= (this.#last[where] as number)) {
      this.framesBefore += this.#largest;
      this.#largest = 0;
      this.#last.fill(0);
    }
    this.#last[where] = number;
    this.#largest = Math.max(this.#largest, number);
    return this.framesBefore + number;
  }
}
