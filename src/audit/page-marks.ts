import { NO_MARKS, SecretMarks } from '../wire/secret-marks.ts';

/** Which bytes of the frames are secret that lie in receive pages, by the id of their first page. */
export class PageMarks {
  readonly #marks = new Map<number, SecretMarks>();
  readonly #spare: SecretMarks[] = [];

  /** A frame of `length` bytes was put there. */
  set(id: number, marks: Readonly<SecretMarks>, length: number): void {
    this.forget(id);
    if (marks.count === 0) return;
    const kept = this.#spare.pop() ?? new SecretMarks();
    kept.addFrom(marks, 0, length, 0);
    this.#marks.set(id, kept);
  }

  get(id: number): Readonly<SecretMarks> {
    return this.#marks.get(id) ?? NO_MARKS;
  }

  /** The frame was delivered. */
  forget(id: number): void {
    const marks = this.#marks.get(id);
    if (marks === undefined) return;
    this.#marks.delete(id);
    marks.clear();
    this.#spare.push(marks);
  }
}
