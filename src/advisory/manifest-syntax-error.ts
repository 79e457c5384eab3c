/** A place in a text. Lines and columns count from 1. */
export interface Place {
  line: number;
  column: number;
}

/** A text that is no file of opam or dune. `message` says what is wrong, without the place. */
export class ManifestSyntaxError extends Error {
  override readonly name = 'ManifestSyntaxError';
  /** Counted from 1. */
  readonly line: number;
  /** Counted from 1. */
  readonly column: number;

  constructor(message: string, place: Place) {
    super(message);
    this.line = place.line;
    this.column = place.column;
  }
}

/** How deep brackets, sections and conditions may be nested. No opam file that was published has ten levels. */
export const NESTED_AT_MOST = 200;

/** @returns the error for a text that is nested deeper */
export function tooDeep(place: Place): ManifestSyntaxError {
  return new ManifestSyntaxError(`Nested deeper than ${NESTED_AT_MOST} levels`, place);
}
