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

/** @param pack - what `packed` returned @returns the pieces, which share its memory */
export function unpacked(pack: Buffer): Map<string, Buffer> {
  const length = pack.readUInt32LE();
  const rows: readonly Row[] = JSON.parse(pack.toString('utf8', TABLE_AT, TABLE_AT + length));
  const first = aligned(TABLE_AT + length);
  return new Map(
    rows.map(([name, start, size]) => [name, pack.subarray(first + start, first + start + size)]),
  );
}

function aligned(offset: number): number {
  return (offset + 7) & ~7;
}
