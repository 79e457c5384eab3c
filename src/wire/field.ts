/**
 * A field of a header: where it begins, counted from the header, how many bytes it has, and its name for people and for
 * reports.
 *
 * The file of a protocol has the layout of its header, and nobody else has: an offset for each field, and beside them
 * the table of the fields. Offsets are constants of their own, not properties of an object: the bundler writes them as
 * numbers wherever they are used.
 */
export type Field = readonly [offset: number, length: number, name: string];
