import { closeSync, fstatSync, openSync, readSync } from 'node:fs';

/*
 * Named pieces of bytes in one file: the length of a table, 4 bytes little-endian, the table as JSON, and the pieces,
 * each at a multiple of 8, as V8 wants them. Then all of it again: V8 takes what is damaged for what it has made, and may
 * crash. To compare two copies takes a tenth of the time of a checksum, which the start of the program would show.
 */

/** Of a piece: its name, where it begins, and its length. */
type Row = readonly [name: string, start: number, length: number];

/** The table has its length in front of it. */
const TABLE_AT = 4;

/** Bytes of the second copy that are compared at once. */
const COMPARED = 65_536;

/** @returns the pieces as one */
export function packed(pieces: ReadonlyMap<string, Buffer>): Buffer {
  const rows: Row[] = [];
  let end = 0;
  for (const [name, { length }] of pieces) {
    rows.push([name, end, length]);
    end += aligned(length);
  }
  const table = Buffer.from(JSON.stringify(rows));
  const first = aligned(TABLE_AT + table.length);
  const pack = Buffer.alloc(first + end);
  pack.writeUInt32LE(table.length);
  pack.set(table, TABLE_AT);
  for (const [name, start] of rows) pack.set(pieces.get(name) ?? [], first + start);
  return Buffer.concat([pack, pack]);
}

/**
 * Reads pieces of a pack one by one, all of them into the same memory: most are never asked for, and the first use of
 * memory is slow.
 */
export class PackReader {
  readonly #descriptor: number;
  readonly #pieces = new Map<string, { start: number; length: number }>();
  readonly #memory: Buffer;
  readonly #compared = Buffer.allocUnsafeSlow(COMPARED);
  /** Where the second copy begins. */
  readonly #half: number;

  /**
   * Opens a pack, which stays open: a program needs pieces of it to its end.
   * @throws Error if there is none, or its table is damaged
   */
  constructor(file: string) {
    this.#descriptor = openSync(file, 'r');
    this.#half = fstatSync(this.#descriptor).size / 2;
    const length = this.#read(0, Buffer.alloc(TABLE_AT)).readUInt32LE();
    if (TABLE_AT + length > this.#half) throw new DamagedPack(TABLE_AT + length);
    const table = this.#read(TABLE_AT, Buffer.alloc(length));
    const rows: readonly Row[] = JSON.parse(table.toString());
    const first = aligned(TABLE_AT + table.length);
    for (const [name, start, length] of rows) this.#pieces.set(name, { start: first + start, length });
    this.#memory = Buffer.allocUnsafeSlow(Math.max(0, ...rows.map(([, , length]) => length)));
  }

  /** @returns a piece, valid until the next is read; undefined if there is none of that name, or it is damaged */
  read(name: string): Buffer | undefined {
    const piece = this.#pieces.get(name);
    if (piece === undefined) return undefined;
    try {
      return this.#read(piece.start, this.#memory.subarray(0, piece.length));
    } catch {
      return undefined;
    }
  }

  close(): void {
    closeSync(this.#descriptor);
  }

  /** @returns `target`, filled with what begins at `position`, and is the same in both copies */
  #read(position: number, target: Buffer): Buffer {
    this.#fill(position, target);
    for (let done = 0; done < target.length; done += COMPARED) {
      const first = target.subarray(done, done + COMPARED);
      const second = this.#compared.subarray(0, first.length);
      this.#fill(this.#half + position + done, second);
      if (!first.equals(second)) throw new DamagedPack(position + done);
    }
    return target;
  }

  #fill(position: number, target: Buffer): void {
    let done = 0;
    while (done < target.length) {
      const count = readSync(this.#descriptor, target, done, target.length - done, position + done);
      if (count === 0) throw new DamagedPack(position + done);
      done += count;
    }
  }
}

/** A pack that is not as it was made. */
class DamagedPack extends Error {
  override readonly name = 'DamagedPack';

  constructor(position: number) {
    super(`Cannot read a pack: it is damaged at byte ${position} or behind`);
  }
}

function aligned(offset: number): number {
  return (offset + 7) & ~7;
}
