import type { RunCapture } from '../../capture-writer/run-capture.ts';
import type { DeviceName } from '../../netchannel/devices.ts';
import type { CaptureInfo } from '../../report/capture-info.ts';

/** The captures of several releases that run side by side. */
export class CaptureSet {
  readonly captures = new Map<DeviceName, RunCapture>();

  readonly #files: ReadonlyMap<DeviceName, string>;

  /** @param files - the file of each release */
  constructor(files: ReadonlyMap<DeviceName, string>) {
    this.#files = files;
  }

  /** @throws PcapOutputError if a file cannot be opened; `close` closes those that could */
  async open(openOne: (file: string, release: DeviceName) => Promise<RunCapture>): Promise<void> {
    for (const [release, file] of this.#files) this.captures.set(release, await openOne(file, release));
  }

  /** Closes all, also if one of them fails. @throws what the first of them threw */
  async close(): Promise<void> {
    const closed = await Promise.allSettled([...this.captures.values()].map((capture) => capture.close()));
    for (const outcome of closed) if (outcome.status === 'rejected') throw outcome.reason;
  }

  /** Gives up what was written, if anything was. */
  async abort(): Promise<void> {
    await Promise.allSettled(
      [...this.captures.values()].map((capture) => capture.abort?.() ?? capture.close()),
    );
  }

  /** Whether all readers took what was written; asked once they are closed. */
  get isTaken(): boolean {
    return [...this.info().values()].every(({ taken }) => taken !== false);
  }

  /** Where the frames of each release went. */
  info(): Map<string, CaptureInfo> {
    return new Map([...this.captures].map(([release, capture]) => [release, capture.info()]));
  }
}
