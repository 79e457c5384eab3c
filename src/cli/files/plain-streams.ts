import { EventEmitter } from 'node:events';
import { fstatSync, statSync } from 'node:fs';
import { writeAll } from '../../pcap-writer/write-all.ts';

/** Errors of these streams come back from the writes; without a listener they would end the process as well. */
function ignore(): void {}

/**
 * Standard output or standard error that is a file or the null device. What Node.js makes of one takes a tenth of a small
 * run to load, and writes once, without a look at how much was taken.
 */
class PlainStream extends EventEmitter {
  readonly fd: number;
  readonly writable = true;

  constructor(fd: number) {
    super();
    this.fd = fd;
  }

  /** Writes at once. @param done - is called with the error, if there is one */
  write(data: string | Uint8Array, done?: (error?: unknown) => void): boolean {
    const bytes = typeof data === 'string' ? Buffer.from(data) : data;
    try {
      writeAll(this.fd, bytes, bytes.length);
    } catch (error) {
      done?.(error);
      return true;
    }
    done?.();
    return true;
  }
}

/** Puts the streams of the process up for what they lead to, each when it is first asked for. */
export function prepareStandardStreams(): void {
  for (const [name, fd] of [
    ['stdout', 1],
    ['stderr', 2],
  ] as const) {
    const usual = Object.getOwnPropertyDescriptor(process, name)?.get;
    if (usual === undefined) {
      // Somebody has put up a stream already.
      process[name].on('error', ignore);
      continue;
    }
    let stream: EventEmitter | undefined;
    const get = (): EventEmitter => {
      stream ??= isPlain(fd) ? new PlainStream(fd) : usual.call(process).on('error', ignore);
      return stream as EventEmitter;
    };
    Object.defineProperty(process, name, { configurable: true, enumerable: true, get });
  }
}

/** Whether a descriptor leads to a file, or to the null device; whatever else there is may be a terminal. */
function isPlain(fd: number): boolean {
  try {
    const status = fstatSync(fd);
    return status.isFile() || (status.isCharacterDevice() && status.rdev === statSync('/dev/null').rdev);
  } catch {
    return false;
  }
}
