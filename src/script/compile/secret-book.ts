import { type Secret, SecretMarks } from '../../wire/secret-marks.ts';
import type { DataPath } from '../errors.ts';
import { quote } from '../found.ts';
import { type PayloadPiece, payloadLength } from '../payload.ts';
import type { Problems } from '../problems.ts';

/** What is kept of a secret for each of its recipients grows with it, so there is an end to them. */
const MOST_SECRETS = 256;
const MOST_BYTES = 1024 * 1024;

/** How many bytes become text at a time. */
const CHUNK = 8192;

/**
 * The secrets of a script, each of which grows by what is entered under its name and was not entered before: what is sent
 * again is no more of a secret. Only as a whole: a part of a part is another part, as a digit of a PIN may well be.
 */
export class SecretBook {
  readonly #problems: Problems;
  readonly #indexes = new Map<string, number>();
  readonly #secrets: Secret[] = [];
  /** By the index of a secret: where in it each content begins that was entered. */
  readonly #positions: Map<string, number>[] = [];
  #bytes = 0;

  constructor(problems: Problems) {
    this.#problems = problems;
  }

  /**
   * @param path - where `name` stands
   * @returns `piece`, marked as the part of that secret that is the same, if there is one, or else as what follows all
   * that was entered before
   */
  enter(name: string, piece: PayloadPiece, path: DataPath): PayloadPiece {
    const length = payloadLength(piece);
    const index = this.#indexOf(name, path);
    const secret = this.#secrets[index];
    if (secret === undefined) return piece;
    const marks = new SecretMarks();
    const content = contentOf(piece);
    const known = content === undefined ? undefined : this.#positions[index]?.get(content);
    marks.add(0, length, index, known ?? secret.length);
    if (known !== undefined) return { ...piece, marks };
    if (content !== undefined) this.#positions[index]?.set(content, secret.length);
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
    this.#positions.push(new Map());
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

/**
 * @returns a text that is the same for the same content; undefined if that is other bytes each time, as filler is, or a
 * number that is one's own
 */
function contentOf(piece: PayloadPiece): string | undefined {
  if (piece.kind === 'fixed') return `fixed ${textOf(piece.bytes)}`;
  if (piece.kind !== 'text') return undefined;
  const parts = piece.parts.map((part) => ('digits' in part ? part : textOf(part)));
  return `text ${JSON.stringify(parts)}`;
}

/** @returns a character for each byte */
function textOf(bytes: Uint8Array): string {
  let text = '';
  for (let i = 0; i < bytes.length; i += CHUNK) text += String.fromCharCode(...bytes.subarray(i, i + CHUNK));
  return text;
}
