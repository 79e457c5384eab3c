/** A run would have to keep more than fits into memory, and ends. What crossed the channel before is in its capture. */
export class CannotGoOn extends Error {
  override readonly name = 'CannotGoOn';
}
