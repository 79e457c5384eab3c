import type { RunCapture } from '../../capture-writer/run-capture.ts';
import type { CaptureInfo } from '../../report/capture-info.ts';
import type { FrameDetails } from '../../simulation/capture/frame-details.ts';

/** A capture for each channel of a run that has several. */
export class ChannelCaptures implements RunCapture {
  readonly #captures: ReadonlyMap<string, RunCapture>;
  readonly #file: string;
  /** Of the channel of the next frame. */
  #next: RunCapture | undefined;

  /**
   * @param captures - by the name of the channel
   * @param file - what they are called together
   */
  constructor(captures: ReadonlyMap<string, RunCapture>, file: string) {
    this.#captures = captures;
    this.#file = file;
  }

  describe(details: FrameDetails): void {
    const { channel = '' } = details;
    this.#next = this.#captures.get(channel);
    this.#next?.describe?.(details);
  }

  write(seconds: number, nanoseconds: number, bytes: Uint8Array, offset: number, length: number): boolean {
    return this.#next?.write(seconds, nanoseconds, bytes, offset, length) ?? true;
  }

  async drain(): Promise<void> {
    await this.#each((capture) => capture.drain());
  }

  async flush(): Promise<void> {
    await this.#each((capture) => capture.flush());
  }

  async close(): Promise<void> {
    await this.#each((capture) => capture.close());
  }

  async abort(): Promise<void> {
    await this.#each((capture) => capture.abort?.() ?? Promise.resolve());
  }

  info(): CaptureInfo {
    const sum: CaptureInfo = { file: this.#file, packets: 0, bytes: 0 };
    for (const capture of this.#captures.values()) {
      const { packets, bytes } = capture.info();
      sum.packets += packets;
      sum.bytes += bytes;
    }
    return sum;
  }

  /** All of them, also if one fails; then throws what the first threw. */
  async #each(act: (capture: RunCapture) => Promise<void>): Promise<void> {
    const ended = await Promise.allSettled([...this.#captures.values()].map(act));
    const failed = ended.find((each) => each.status === 'rejected');
    if (failed !== undefined) throw failed.reason;
  }
}
