import type { DataPath } from '../errors.ts';
import { concatenate, EMPTY, type PayloadSource, payloadLength } from '../payload.ts';
import type { Problems } from '../problems.ts';
import type { PayloadInput, PayloadPart } from '../schema/payload.ts';
import { hexToBytes } from '../schema/scalar.ts';

/** The longest payload of a packet. */
export const LONGEST_PACKET_PAYLOAD = 65_535;

/** What all fixed payloads of a script may take together: aliases can repeat a long one many times. */
const MOST_BYTES = 64 * 1024 * 1024;

/** Turns the payloads of a script into sources of bytes. */
export class PayloadCompiler {
  readonly #problems: Problems;
  #bytes = 0;

  constructor(problems: Problems) {
    this.#problems = problems;
  }

  /**
   * @param longest - the most bytes that it may have; if more, that is reported
   * @returns where the bytes come from
   */
  compile(input: PayloadInput, path: DataPath, longest: number = LONGEST_PACKET_PAYLOAD): PayloadSource {
    const parts = Array.isArray(input) ? input : [input];
    let length = 0;
    const sources: PayloadSource[] = [];
    for (const part of parts) {
      length += atLeast(part);
      if (length <= longest) sources.push(this.#part(part));
    }
    const source = concatenate(sources);
    length = Math.max(length, payloadLength(source));
    if (length > longest) {
      this.#problems.report(path, `Payload is too long: ${length} bytes, at most ${longest}`);
      return EMPTY;
    }
    this.#account(source, path);
    return source;
  }

  #part(part: PayloadPart): PayloadSource {
    if (typeof part === 'string') return { kind: 'fixed', bytes: new TextEncoder().encode(part) };
    if (part.size !== undefined) return { kind: 'filler', length: part.size };
    if (part.hex !== undefined) return { kind: 'fixed', bytes: hexToBytes(part.hex)?.slice() ?? EMPTY.bytes };
    return { kind: 'fixed', bytes: new TextEncoder().encode(part.text ?? '') };
  }

  #account(source: PayloadSource, path: DataPath): void {
    const before = this.#bytes;
    const parts = source.kind === 'mixed' ? source.parts : [source];
    for (const part of parts) if (part.kind === 'fixed') this.#bytes += part.bytes.length;
    if (before <= MOST_BYTES && this.#bytes > MOST_BYTES) {
      this.#problems.report(
        path,
        `Payloads of the script are too long: more than ${MOST_BYTES} bytes together`,
      );
    }
  }
}

/** A lower bound of the bytes that `part` yields, known before they are made. */
function atLeast(part: PayloadPart): number {
  if (typeof part === 'string') return part.length;
  // White space may stand between the digits, but not more than a script has room for.
  return part.size ?? part.text?.length ?? hexToBytes(part.hex ?? '')?.length ?? 0;
}
