import { readSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { othersTurn } from '../../turns.ts';

const CHUNK_SIZE = 65_536;

/** Milliseconds from one look at signals to the next. */
const TURN = 50;

/**
 * The bytes of a regular file. Nothing is waited for but the disk, and memory is read to again and again, which saves most
 * of what a stream costs: a chunk is valid until the next but one is asked for.
 *
 * @throws the reason of the signal, unless all had been read by then
 * @throws what the system says if the file cannot be read
 */
export async function* fileChunks(path: string, signal: AbortSignal): AsyncGenerator<Uint8Array> {
  const file = await open(path);
  try {
    let memory = new Uint8Array(CHUNK_SIZE);
    let other = new Uint8Array(CHUNK_SIZE);
    for (let begin = performance.now(); ; ) {
      const count = readSync(file.fd, memory);
      if (count === 0) return;
      signal.throwIfAborted();
      yield memory.subarray(0, count);
      [memory, other] = [other, memory];
      if (performance.now() - begin < TURN) continue;
      await othersTurn();
      begin = performance.now();
    }
  } finally {
    await file.close();
  }
}
