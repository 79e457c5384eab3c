import { CannotWrite } from '../wire/cannot-write.ts';
import type { Window } from '../wire/window.ts';
import type { UnfilledFrame } from './frame-write.ts';

/** A fill function said that it wrote more than it had announced. */
export class LengthExceedsSize extends CannotWrite {
  override readonly name = 'LengthExceedsSize';

  constructor(length: number, size: number) {
    super(`Cannot send the frame: its length ${length} exceeds the announced size ${size}`);
  }
}

/**
 * Lets a writer fill the window.
 * @returns the frame's length
 * @throws LengthExceedsSize, or what the fill function throws
 */
export function fillChecked(frame: UnfilledFrame, window: Window): number {
  const length = frame.fill(window);
  checkLength(frame, length);
  return length;
}

/** @throws LengthExceedsSize if a writer has returned more than it announced */
export function checkLength(frame: UnfilledFrame, length: number): void {
  if (length > frame.size) throw new LengthExceedsSize(length, frame.size);
}
