import { constants, fstatSync, readSync } from 'node:fs';
import { readOpened } from './read-opened.ts';
import { systemReason } from './system-reason.ts';

/** Not to wait for the writer of a FIFO. Windows has neither. */
const FLAGS = constants.O_RDONLY | (constants.O_NONBLOCK ?? 0);

/**
 * Reads a regular file, with no more memory than it may take.
 *
 * @param most - length in bytes that it may have
 * @throws Error whose message says why it cannot be read
 */
export function readBounded(file: string, most: number): Uint8Array {
  try {
    return readOpened(file, (descriptor) => readAll(descriptor, most), FLAGS);
  } catch (error) {
    if (error instanceof Refusal) throw error;
    throw new Error(systemReason(error), { cause: error });
  }
}

/** Why a file is not read although it could be. */
class Refusal extends Error {}

function readAll(descriptor: number, most: number): Uint8Array {
  const status = fstatSync(descriptor);
  if (status.isDirectory()) throw new Refusal('it is a directory');
  if (!status.isFile()) throw new Refusal('it is not a regular file');
  const tooLong = `it is longer than ${most} bytes`;
  if (status.size > most) throw new Refusal(tooLong);
  // One byte more than it had: it may grow, and in /proc files have no size.
  let bytes = new Uint8Array(Math.max(status.size, 4096) + 1);
  let length = 0;
  for (;;) {
    const count = readSync(descriptor, bytes, length, bytes.length - length, null);
    if (count === 0) return bytes.slice(0, length);
    length += count;
    if (length > most) throw new Refusal(tooLong);
    if (length < bytes.length) continue;
    const grown = new Uint8Array(Math.min(bytes.length * 2, most + 1));
    grown.set(bytes);
    bytes = grown;
  }
}
