/** A fill function said that it wrote more than it had announced. */
export class LengthExceedsSize extends RangeError {
  override readonly name = 'LengthExceedsSize';

  constructor(length: number, size: number) {
    super(`Cannot send the frame: its length ${length} exceeds the announced size ${size}`);
  }
}
