import { writeSync } from 'node:fs';

/** Milliseconds until what takes nothing for now is asked again. */
const PAUSE = 5;

const SLEEP = new Int32Array(new SharedArrayBuffer(4));

/** Some of the bytes could not be written. `cause` says why, `written` how many could. */
export class CannotWriteAll extends Error {
  override readonly name = 'CannotWriteAll';
  readonly written: number;

  constructor(written: number, cause: unknown) {
    super('Cannot write all bytes', { cause });
    this.written = written;
  }
}

/**
 * Writes all: what is there may take only part of what it is given, as a disk does that fills up, or nothing for now, as
 * a pipe that does not block.
 *
 * @param position - in the file; where the last write ended if undefined
 * @throws CannotWriteAll
 */
export function writeAll(descriptor: number, bytes: Uint8Array, length: number, position?: number): void {
  let done = 0;
  while (done < length) {
    try {
      const at = position === undefined ? null : position + done;
      const count = writeSync(descriptor, bytes, done, length - done, at);
      // Asked again and again, it would say so for ever.
      if (count === 0) throw new Error('it takes no more bytes');
      done += count;
    } catch (error) {
      if (!isBusy(error)) throw new CannotWriteAll(done, error);
      Atomics.wait(SLEEP, 0, 0, PAUSE);
    }
  }
}

function isBusy(error: unknown): boolean {
  return error instanceof Error && 'code' in error && (error.code === 'EAGAIN' || error.code === 'EINTR');
}
