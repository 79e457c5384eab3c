import { type DataPath, formatPath } from '../errors.ts';
import { quote } from '../found.ts';
import type { ScriptFiles } from '../include/script-files.ts';
import {
  concatenate,
  EMPTY,
  type FixedBytes,
  LONGEST_PAYLOAD,
  type PayloadPiece,
  type PayloadSource,
  payloadLength,
} from '../payload.ts';
import type { Problems } from '../problems.ts';
import { base64ToBytes } from '../schema/base64.ts';
import { hexToBytes } from '../schema/hex.ts';
import type { PayloadInput, PayloadPart, PayloadRecord } from '../schema/payload.ts';
import type { IndexedValues } from '../templates/templates.ts';
import { SecretBook } from './secret-book.ts';

/** The longest payload of a packet. */
export const LONGEST_PACKET_PAYLOAD = 65_535;

/** What all fixed payloads of a script may take together: aliases can repeat a long one many times. */
const MOST_BYTES = 64 * 1024 * 1024;

/** Turns the payloads of a script into sources of bytes. */
export class PayloadCompiler {
  /** What the payloads of the script have of secrets. */
  readonly secrets: SecretBook;
  readonly #problems: Problems;
  readonly #files: ScriptFiles;
  readonly #taken: { bytes: number };
  readonly #indexed: IndexedValues;

  /**
   * @param files - what payloads may be read from
   * @param indexed - texts with loop indexes in them, by `formatPath` of their place
   * @param taken - what fixed payloads take already
   * @param secrets - those that stand before
   */
  constructor(
    problems: Problems,
    files: ScriptFiles,
    indexed: IndexedValues = new Map(),
    taken = { bytes: 0 },
    secrets = new SecretBook(problems),
  ) {
    this.#problems = problems;
    this.#files = files;
    this.#indexed = indexed;
    this.#taken = taken;
    this.secrets = secrets;
  }

  /** @returns a compiler for a step with loop indexes in it, on the same account */
  with(indexed: IndexedValues): PayloadCompiler {
    return new PayloadCompiler(this.#problems, this.#files, indexed, this.#taken, this.secrets);
  }

  /**
   * @param longest - the most bytes that it may have; if more, that is reported
   * @returns where the bytes come from
   */
  compile(input: PayloadInput, path: DataPath, longest: number = LONGEST_PACKET_PAYLOAD): PayloadSource {
    const parts = Array.isArray(input) ? input : [input];
    // Once it is reported that there is too much, no more is made.
    if (this.#taken.bytes > MOST_BYTES) return EMPTY;
    let length = 0;
    const sources: PayloadSource[] = [];
    for (const [i, part] of parts.entries()) {
      const least = atLeast(part);
      length += least;
      if (length > longest) continue;
      const source = this.#part(part, Array.isArray(input) ? [...path, i] : path);
      length += Math.max(payloadLength(source) - least, 0);
      sources.push(source);
    }
    if (length > longest) {
      this.#problems.report(path, `Payload is too long: ${length} bytes, at most ${longest}`);
      return EMPTY;
    }
    const source = concatenate(sources);
    this.#account(source, path);
    return source;
  }

  #part(part: PayloadPart, path: DataPath): PayloadPiece {
    const piece = this.#unmarked(part, path);
    if (typeof part === 'string' || part.secret === undefined) return piece;
    return this.secrets.enter(part.secret, piece, [...path, 'secret']);
  }

  #unmarked(part: PayloadPart, path: DataPath): PayloadPiece {
    if (typeof part === 'string') return this.#text(part, path);
    if (part.pattern !== undefined) return fixed(repeatedly(patternBytes(part.pattern), part.size ?? 0));
    if (part.file !== undefined) return this.#file(part.file, part, path);
    const filler = part.size ?? part.random;
    if (filler !== undefined) return filler === 0 ? EMPTY : { kind: 'filler', length: filler };
    if (part.counter !== undefined) return { kind: 'counter', length: part.counter };
    if (part.hex !== undefined) return fixed(hexToBytes(part.hex)?.slice());
    if (part.base64 !== undefined) return fixed(base64ToBytes(part.base64));
    return this.#text(part.text ?? '', [...path, 'text']);
  }

  #file(name: string, { offset = 0, size }: PayloadRecord, path: DataPath): PayloadPiece {
    let bytes: Uint8Array;
    try {
      bytes = this.#files.data(name, this.#problems.file, LONGEST_PAYLOAD);
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      this.#problems.report([...path, 'file'], `Cannot read ${quote(name)}: ${reason}`);
      return EMPTY;
    }
    const end = size === undefined ? bytes.length : offset + size;
    if (offset <= bytes.length && end <= bytes.length) return fixed(bytes.subarray(offset, end));
    const [key, what] =
      offset > bytes.length ? ['offset', 'the offset is'] : ['size', 'offset and size reach to'];
    const reach = Math.max(offset, end);
    this.#problems.report(
      [...path, key],
      `File ${quote(name)} is too short: it has ${bytes.length} bytes, ${what} ${reach}`,
    );
    return EMPTY;
  }

  #text(text: string, path: DataPath): PayloadPiece {
    const indexed = this.#indexed.size === 0 ? undefined : this.#indexed.get(formatPath(path));
    if (indexed === undefined) return fixed(encode(text));
    const parts = indexed.map((piece) => (typeof piece === 'string' ? encode(piece) : piece));
    const length = parts.reduce((sum, piece) => sum + ('digits' in piece ? piece.digits : piece.length), 0);
    return { kind: 'text', parts, length };
  }

  /** Bytes that exist for each payload; filler has none of its own. */
  #account(source: PayloadSource, path: DataPath): void {
    const taken = this.#taken;
    const before = taken.bytes;
    const parts = source.kind === 'mixed' ? source.parts : [source];
    for (const part of parts) if (part.kind !== 'filler') taken.bytes += payloadLength(part);
    if (before <= MOST_BYTES && taken.bytes > MOST_BYTES) {
      this.#problems.report(
        path,
        `Payloads of the script are too long: more than ${MOST_BYTES} bytes together`,
      );
    }
  }
}

function encode(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}

function fixed(bytes: Uint8Array = EMPTY.bytes): FixedBytes {
  return { kind: 'fixed', bytes };
}

function patternBytes(pattern: NonNullable<PayloadRecord['pattern']>): Uint8Array {
  return typeof pattern === 'string' ? encode(pattern) : (hexToBytes(pattern.hex) ?? EMPTY.bytes);
}

/** @returns `pattern` again and again, cut to `size` */
function repeatedly(pattern: Uint8Array, size: number): Uint8Array {
  const bytes = new Uint8Array(size);
  bytes.set(pattern.subarray(0, size));
  for (let done = pattern.length; done > 0 && done < size; done *= 2) bytes.copyWithin(done, 0, done);
  return bytes;
}

/** A lower bound of the bytes that `part` yields, known before they are made. */
function atLeast(part: PayloadPart): number {
  if (typeof part === 'string') return part.length;
  const size = part.size ?? part.random ?? part.counter ?? part.text?.length;
  if (size !== undefined) return size;
  // White space may stand between the digits, but not more than a script has room for.
  return (part.hex === undefined ? base64ToBytes(part.base64 ?? '') : hexToBytes(part.hex))?.length ?? 0;
}
