import type { RunCapture } from '../../capture-writer/run-capture.ts';
import { PcapWriter } from '../../pcap-writer/index.ts';
import type { CaptureInfo } from '../../report/capture-info.ts';
import { Arena } from '../../simd/arena.ts';
import { SIMD_BYTES, simdCopy } from '../../simd/simd-memory.ts';
import type { Capture } from '../../simulation/capture/capture.ts';
import type { Vantage } from '../../simulation/capture/vantage.ts';
import { CliError } from '../cli-error.ts';
import type { OutputSink } from './output-sink.ts';

const LAST_SECOND = 0xffff_ffff;

/** From where a file can tell what is seen: it has no interfaces, so that it cannot tell two places apart. */
export type PcapVantage = Exclude<Vantage, 'both'>;

/** Bytes that are collected before they are written out. */
const CHUNK_SIZE = 1024 * 1024;

/** Writes the frames of a run to a pcap file; from the receiver's view, those that it keeps. */
export class PcapCapture implements RunCapture {
  readonly vantage: PcapVantage | undefined;
  readonly describe: Capture['describe'];
  readonly #pcap: PcapWriter;
  readonly #output: string;
  readonly #sink: OutputSink;
  readonly #nanosecondsPerFraction: number;
  /** Of the next frame. */
  #isDiscarded = false;
  readonly #arena = new Arena();
  #failure: CliError | undefined;

  /**
   * @param sink - where it goes
   * @param output - what that is called; '-' for standard output
   * @throws PcapOutputError
   */
  constructor(sink: OutputSink, output: string, vantage?: PcapVantage, hasNanoseconds = false) {
    this.#nanosecondsPerFraction = hasNanoseconds ? 1 : 1000;
    this.#output = output;
    this.#sink = sink;
    this.vantage = vantage;
    if (vantage === 'receiver')
      this.describe = ({ verdict }) => (this.#isDiscarded = verdict === 'discarded');
    const resolution = hasNanoseconds ? 'nanosecond' : 'microsecond';
    const chunk = this.#arena.take(CHUNK_SIZE);
    const memory = chunk && { bytes: SIMD_BYTES, ...chunk, copy: simdCopy };
    this.#pcap = new PcapWriter(sink, { resolution, memory });
  }

  /** @throws PcapOutputError, or CliError if the time is beyond what the format can say */
  write(seconds: number, nanoseconds: number, bytes: Uint8Array, offset: number, length: number): boolean {
    if (this.#isDiscarded) return true;
    if (seconds > LAST_SECOND) {
      this.#failure ??= new CliError(
        'Cannot write a frame: pcap files have no times after 2106-02-07; give the script an earlier epoch or a shorter interval',
      );
      throw this.#failure;
    }
    return this.#pcap.write(
      seconds,
      Math.floor(nanoseconds / this.#nanosecondsPerFraction),
      bytes,
      offset,
      length,
    );
  }

  drain(): Promise<void> {
    return this.#pcap.drain();
  }

  /**
   * Sends out what there is, if only the file header: a reader at the other end of a pipe may be waiting.
   * @throws PcapOutputError
   */
  flush(): Promise<void> {
    return this.#pcap.flush();
  }

  /** @throws PcapOutputError, or what `write` threw */
  async close(): Promise<void> {
    await this.#end(() => this.#pcap.close());
    if (this.#failure !== undefined) throw this.#failure;
  }

  /** Gives up what was written, if that can be done. @throws PcapOutputError */
  async abort(): Promise<void> {
    await this.#end(() => this.#pcap.abort());
  }

  async #end(end: () => Promise<void>): Promise<void> {
    try {
      await end();
    } finally {
      this.#arena.dispose();
    }
  }

  info(): CaptureInfo {
    const file = this.#output === '-' ? null : this.#output;
    return {
      file,
      packets: this.#pcap.packets,
      bytes: this.#pcap.bytes,
      ...(this.#sink.isGivenUp === true ? { taken: false } : {}),
    };
  }
}
