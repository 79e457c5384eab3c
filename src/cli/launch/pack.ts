import { closeSync, fstatSync, openSync, readSync } from 'node:fs';

/*
 * Named pieces of bytes in one file: the length of a table, 4 bytes little-endian, the table as JSON, and the pieces,
 * each at a multiple of 8, as V8 wants them.
 */

/** Of a piece: its name, where it begins, and its length. */
type Row = readonly [name: string, start: number, length: number];

/** The table has its length in front of it. */
const TABLE_AT = 4;

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
  return pack;
}

/**
 * Reads pieces of a pack one by one, all of them into the same memory: most are never asked for, and the first use of
 * memory is slow.
 */
export class PackReader {
  readonly #descriptor: number;
  readonly #pieces = new Map<string, { start: number; length: number }>();
  readonly #memory: Buffer;

  /**
   * Opens a pack, which stays open: a program needs pieces of it to its end.
   * @throws Error if there is none, or not all of it
   */
  constructor(file: string) {
    this.#descriptor = openSync(file, 'r');
    const table = this.#read(TABLE_AT, Buffer.alloc(this.#read(0, Buffer.alloc(TABLE_AT)).readUInt32LE()));
    const rows: readonly Row[] = JSON.parse(table.toString());
    const first = aligned(TABLE_AT + table.length);
    const size = rows.reduce((end, [, start, length]) => Math.max(end, first + start + length), first);
    if (fstatSync(this.#descriptor).size < size) throw new Error(`Cannot read a pack: it has ${size} bytes`);
    for (const [name, start, length] of rows) this.#pieces.set(name, { start: first + start, length });
    this.#memory = Buffer.allocUnsafeSlow(Math.max(0, ...rows.map(([, , length]) => length)));
  }

  /** @returns a piece, valid until the next is read; undefined if there is none of that name */
  read(name: string): Buffer | undefined {
    const piece = this.#pieces.get(name);
    if (piece === undefined) return undefined;
    return this.#read(piece.start, this.#memory.subarray(0, piece.length));
  }

  close(): void {
    closeSync(this.#descriptor);
  }

  /** @returns `target`, filled with what begins at `position` */
  #read(position: number, target: Buffer): Buffer {
    let done = 0;
    while (done < target.length) {
      const count = readSync(this.#descriptor, target, done, target.length - done, position + done);
      if (count === 0) throw new Error(`Cannot read a pack: it ends before byte ${position + target.length}`);
      done += count;
    }
    return target;
  }
}

function aligned(offset: number): number {
  return (offset + 7) & ~7;
}
