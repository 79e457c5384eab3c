import { createPcapFile, createPcapStream, type PcapWriter } from '../pcap-writer/index.ts';
import type { CaptureInfo } from '../report/capture-info.ts';
import { CliError } from './cli-error.ts';
import type { RunCapture } from './run-capture.ts';

const LAST_SECOND = 0xffff_ffff;

/** Writes the frames of a run to a pcap file with microseconds. */
export class PcapCapture implements RunCapture {
  readonly #pcap: PcapWriter;
  readonly #output: string;
  #failure: CliError | undefined;

  /**
   * @param output - '-' for standard output
   * @throws PcapOutputError if the file cannot be opened
   */
  constructor(output: string) {
    this.#output = output;
    this.#pcap = output === '-' ? createPcapStream(process.stdout, { end: false }) : createPcapFile(output);
  }

  /** @throws PcapOutputError, or CliError if the time is beyond what the format can say */
  write(seconds: number, nanoseconds: number, bytes: Uint8Array, offset: number, length: number): boolean {
    if (seconds > LAST_SECOND) {
      this.#failure ??= new CliError(
        'Cannot write a frame: pcap files have no times after 2106-02-07; give the script an earlier epoch or a shorter interval',
      );
      throw this.#failure;
    }
    return this.#pcap.write(seconds, Math.floor(nanoseconds / 1000), bytes, offset, length);
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
    await this.#pcap.close();
    if (this.#failure !== undefined) throw this.#failure;
  }

  info(): CaptureInfo {
    const file = this.#output === '-' ? null : this.#output;
    return { file, packets: this.#pcap.packets, bytes: this.#pcap.bytes };
  }
}
