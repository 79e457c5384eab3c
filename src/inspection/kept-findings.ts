/** Findings of a kind: the first ones, as many as were asked for, and all that somebody else wants, frame by frame. */
export class KeptFindings<T> {
  readonly first: T[] = [];
  readonly #listed: number;
  readonly #inFrame: T[] | undefined;

  /** @param inFrame - takes all of them */
  constructor(listed: number, inFrame: T[] | undefined) {
    this.#listed = listed;
    this.#inFrame = inFrame;
  }

  /** Whether the next one has to be described. */
  get isNextWanted(): boolean {
    return this.#inFrame !== undefined || this.first.length < this.#listed;
  }

  keep(finding: T): void {
    if (this.first.length < this.#listed) this.first.push(finding);
    this.#inFrame?.push(finding);
  }
}
