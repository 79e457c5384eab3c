import { type Secret, SecretMarks } from '../../wire/secret-marks.ts';
import type { DataPath } from '../errors.ts';
import { type PayloadPiece, payloadLength } from '../payload.ts';
import type { Problems } from '../problems.ts';
import { quote } from '../schema-problems.ts';

/** What is kept of a secret for each of its recipients grows with it, so there is an end to them. */
const MOST_SECRETS = 256;
const MOST_BYTES = 1024 * 1024;

/** The secrets of a script, each of which grows by what is entered under its name. */
export class SecretBook {
  readonly #problems: Problems;
  readonly #indexes = new Map<string, number>();
  readonly #secrets: Secret[] = [];
  #bytes = 0;

  constructor(problems: Problems) {
    this.#problems = problems;
  }

  /**
   * @param path - where `name` stands
   * @returns `piece`, marked as what follows the parts of that secret that were entered before
   */
  enter(name: string, piece: PayloadPiece, path: DataPath): PayloadPiece {
    const length = payloadLength(piece);
    const index = this.#indexOf(name, path);
    const secret = this.#secrets[index];
    if (secret === undefined) return piece;
    const marks = new SecretMarks();
    marks.add(0, length, index, secret.length);
    secret.length += length;
    this.#account(length, path);
    return { ...piece, marks };
  }

  /** Those that were entered so far. */
  get names(): ReadonlySet<string> {
    return new Set(this.#indexes.keys());
  }

  /** @returns the secrets in the order in which they were first entered */
  list(): Secret[] {
    return this.#secrets.map((secret) => ({ ...secret }));
  }

  #indexOf(name: string, path: DataPath): number {
    const known = this.#indexes.get(name);
    if (known !== undefined) return known;
    const index = this.#secrets.push({ name, length: 0 }) - 1;
    this.#indexes.set(name, index);
    if (index === MOST_SECRETS) {
      this.#problems.report(path, `Secret ${quote(name)} is one too many: at most ${MOST_SECRETS}`);
    }
    return index;
  }

  #account(length: number, path: DataPath): void {
    const before = this.#bytes;
    this.#bytes += length;
    if (before <= MOST_BYTES && this.#bytes > MOST_BYTES) {
      this.#problems.report(path, `Secrets are too long: more than ${MOST_BYTES} bytes together`);
    }
  }
}
