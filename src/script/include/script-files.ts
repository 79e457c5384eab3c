import { documentRoom, LIMITS } from '../document/limits.ts';
import type { ScriptDocument } from '../document/read-document.ts';
import type { ScriptReader } from '../script-reader.ts';
import { includedFileName } from './file-name.ts';

/**
 * Reads a file that a script names.
 *
 * @param name - as the script has it: absolute, or relative to the folder of `from`
 * @param from - the script: the `file` that `loadScript` was given, or, of an included script, its name relative to
 * the same place
 * @param most - length in bytes above which the file is of no use
 * @throws Error whose message says why it cannot be read
 */
export type ReadFile = (name: string, from: string, most: number) => Uint8Array;

/** What UTF-8 makes at most of a character. */
const BYTES_PER_CHARACTER = 4;

const NO_READER = 'no files can be read here';

/** The files that a script names, each read once, and all together within bounds. */
export class ScriptFiles {
  readonly #reader: Pick<ScriptReader, 'read'>;
  readonly #readFile: ReadFile | undefined;
  readonly #room = documentRoom();
  readonly #documents = new Map<string, ScriptDocument>();
  readonly #failures = new Map<string, unknown>();
  readonly #data = new Map<string, Uint8Array>();
  #bytes = 0;

  constructor(reader: Pick<ScriptReader, 'read'>, readFile: ReadFile | undefined) {
    this.#reader = reader;
    this.#readFile = readFile;
  }

  /**
   * @param text - of the script that includes the others
   * @throws ScriptErrors if it is not well-formed
   */
  root(text: string, file: string): ScriptDocument {
    return this.#reader.read(text, file, this.#room);
  }

  /**
   * @returns the script that the script `from` names so
   * @throws ScriptErrors if it is not well-formed
   * @throws Error if it cannot be read
   */
  script(name: string, from: string): ScriptDocument {
    const file = includedFileName(name, from);
    const known = this.#documents.get(file);
    if (known !== undefined) return known;
    if (this.#failures.has(file)) throw this.#failures.get(file);
    try {
      if (this.#documents.size >= LIMITS.files)
        throw new Error(`more than ${LIMITS.files} files are included`);
      const text = decode(this.#read(name, from, MOST_SCRIPT_BYTES));
      const document = this.#reader.read(text, file, this.#room);
      this.#documents.set(file, document);
      return document;
    } catch (error) {
      this.#failures.set(file, error);
      throw error;
    }
  }

  /**
   * @param most - how many bytes it may have
   * @returns the bytes of the file that the script `from` names so; they are not to be changed
   * @throws Error if it cannot be read
   */
  data(name: string, from: string, most: number): Uint8Array {
    const file = includedFileName(name, from);
    let bytes = this.#data.get(file);
    if (bytes === undefined) {
      bytes = this.#read(name, from, most);
      this.#bytes += bytes.length;
      if (this.#bytes > LIMITS.fileBytes) {
        throw new Error(`all files together are longer than ${LIMITS.fileBytes} bytes`);
      }
      this.#data.set(file, bytes);
    }
    return bytes;
  }

  #read(name: string, from: string, most: number): Uint8Array {
    if (this.#readFile === undefined) throw new Error(NO_READER);
    // In a message they could move a terminal's cursor.
    if (/\p{Cc}/u.test(name)) throw new Error('a file name cannot have control characters in it');
    const bytes = this.#readFile(name, from, most);
    if (bytes.length > most) throw new Error(`it has ${bytes.length} bytes, at most ${most} can be used`);
    return bytes;
  }
}

const MOST_SCRIPT_BYTES = LIMITS.characters * BYTES_PER_CHARACTER;

function decode(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (error) {
    throw new Error('it is not UTF-8 text', { cause: error });
  }
}
