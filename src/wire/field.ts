/**
 * A field of a header: where it begins, counted from the header, how many bytes it has, and its name for people and for
 * reports.
 *
 * The file of a protocol has the layout of its header, and nobody else has: an offset for each field, and beside them
 * the table of the fields. Offsets are constants of their own, not properties of an object: the bundler writes them as
 * numbers wherever they are used.
 */
export type Field<N extends string = string> = readonly [offset: number, length: number, name: N];

/** The names of fields, each once, in the order in which they come. */
export function namesOf<N extends string>(fields: readonly Field<N>[]): N[] {
  return [...new Set(fields.map(([, , name]) => name))];
}

/** For each byte of a header, which field it belongs to: an index in `names`. */
export function indicesOf<N extends string>(names: readonly N[], fields: readonly Field<N>[]): Uint8Array {
  const indices = new Uint8Array(Math.max(...fields.map(([offset, length]) => offset + length)));
  for (const [offset, length, name] of fields) indices.fill(names.indexOf(name), offset, offset + length);
  return indices;
}
