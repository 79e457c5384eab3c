/** A text that is no opam file. `message` says what is wrong, without the place. */
export class OpamSyntaxError extends Error {
  override readonly name = 'OpamSyntaxError';
  /** Counted from 1. */
  readonly line: number;
  /** Counted from 1. */
  readonly column: number;

  constructor(message: string, place: { line: number; column: number }) {
    super(message);
    this.line = place.line;
    this.column = place.column;
  }
}
