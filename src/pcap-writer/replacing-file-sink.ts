import { chmodSync, chownSync, copyFileSync, renameSync, rmSync, type Stats, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { FileSink } from './file-sink.ts';
import { PcapOutputError } from './output-error.ts';
import { type OutputPlace, outputPlace } from './output-place.ts';
import type { Sink } from './sink.ts';
import type { WholeRecords } from './whole-records.ts';

/** Why a folder does not take a file beside the one that is there. */
const CLOSED_FOLDER = new Set(['EACCES', 'EPERM', 'EROFS']);

/** Why a file cannot be moved over another that can be written all the same: one that is mounted, for one. */
const IMMOVABLE = new Set(['EBUSY', 'EXDEV', 'EPERM', 'EACCES', 'EROFS']);

export interface ReplacingFileOptions {
  /**
   * For what is of use before it is whole, as a capture is up to its last whole record: what can be kept of it. Where no
   * file is yet, it is written where it is to be, so that it can be watched as it grows; and what fits on a full disk is
   * kept. Absent for what is of use only if it is whole.
   */
  whole?: WholeRecords | undefined;
  /** Refuse a file that is there. */
  isNew?: boolean;
}

/**
 * Writes a file beside the one that is there, and puts it in its place once it is whole: when it cannot be written to
 * its end, or is given up, the older file is what it was, and none is left where there was none. Links are followed, and
 * permissions kept. What is no file (a pipe, a device) is written as it is, and so is what is named by a descriptor.
 */
export class ReplacingFileSink implements Sink {
  readonly ready = true;
  readonly rewrite: Sink['rewrite'];
  readonly #name: string;
  readonly #sink: FileSink;
  /** Where the file is to be in the end; undefined if it is written where it is. */
  readonly #target: string | undefined;
  /** The file that is written; undefined if it is not ours to remove. */
  readonly #written: string | undefined;
  readonly #keepsPart: boolean;
  readonly #hasOlder: boolean;
  #failure: PcapOutputError | undefined;
  #isOver = false;

  /** @throws PcapOutputError if neither the file nor one beside it can be opened */
  constructor(name: string, { whole, isNew = false }: ReplacingFileOptions = {}) {
    this.#name = name;
    this.#keepsPart = whole !== undefined;
    const { target, older } = placeOf(name);
    this.#hasOlder = target !== undefined && older !== undefined;
    if (isNew) {
      this.#written = name;
      this.#sink = new FileSink(name, { flags: 'wx', whole });
    } else if (target === undefined) {
      this.#sink = new FileSink(name, { whole });
    } else if (this.#keepsPart && older === undefined) {
      this.#written = target;
      this.#sink = new FileSink(target, { flags: 'wx', name, whole });
    } else {
      this.#target = target;
      const beside = openBeside(target, name, older);
      this.#written = beside.path;
      this.#sink = beside.sink;
    }
    this.rewrite = this.#sink.rewrite;
  }

  write(chunk: Uint8Array, length: number): void {
    if (this.#failure !== undefined) throw this.#failure;
    try {
      this.#sink.write(chunk, length);
    } catch (error) {
      throw this.#failed(error);
    }
  }

  drain(): Promise<void> {
    return this.flush();
  }

  async flush(): Promise<void> {
    if (this.#failure !== undefined) throw this.#failure;
  }

  async close(): Promise<void> {
    this.closeNow();
  }

  /** The same, at once. @throws PcapOutputError */
  closeNow(): void {
    if (this.#failure === undefined) {
      try {
        this.#sink.closeNow();
        if (this.#target !== undefined && !this.#isOver)
          replace(this.#target, this.#written ?? '', this.#name);
        this.#isOver = true;
        return;
      } catch (error) {
        this.#failed(error);
      }
    }
    this.#release();
    if (!this.#keepsWhatFits) this.#forget();
    throw this.#failure;
  }

  async abort(): Promise<void> {
    this.abortNow();
  }

  /** The same, at once; nothing if the file is closed. What fits on a full disk is kept all the same. */
  abortNow(): void {
    this.#release();
    if (this.#failure === undefined || !this.#keepsWhatFits) this.#forget();
  }

  get #keepsWhatFits(): boolean {
    return this.#target === undefined && this.#keepsPart && this.#sink.size > 0;
  }

  #failed(error: unknown): PcapOutputError {
    const cause = error instanceof PcapOutputError ? error.cause : error;
    const kept = error instanceof LostOnTheWay ? error.message : this.#whatIsKept();
    if (error instanceof LostOnTheWay) this.#isOver = true;
    this.#failure = new PcapOutputError(
      this.#name,
      error instanceof LostOnTheWay ? error.cause : cause,
      kept,
    );
    return this.#failure;
  }

  #whatIsKept(): string | undefined {
    if (this.#target !== undefined)
      return this.#hasOlder ? 'the file that was there is as it was' : undefined;
    const isKept = this.#keepsWhatFits && this.#written !== undefined;
    return isKept ? 'the whole packets that fit are kept' : undefined;
  }

  #release(): void {
    try {
      this.#sink.closeNow();
    } catch {
      // There is something else to tell, or nothing that anybody wants to know.
    }
  }

  #forget(): void {
    if (this.#isOver || this.#written === undefined) return;
    this.#isOver = true;
    try {
      rmSync(this.#written, { force: true });
    } catch {
      // What led here is what there is to tell.
    }
  }
}

/** A file that is whole, but neither where it is to be nor could be put there. The message says where it is. */
class LostOnTheWay extends Error {
  override readonly name = 'LostOnTheWay';
}

function placeOf(name: string): OutputPlace {
  try {
    return outputPlace(name);
  } catch (error) {
    throw new PcapOutputError(name, error);
  }
}

/** Where the folder takes no other file, it is written in that for temporary files. */
function openBeside(
  target: string,
  name: string,
  older: Stats | undefined,
): { path: string; sink: FileSink } {
  // Nobody else's: it is made, never opened. (Node.js takes a twentieth of a small run to load what is safe from guessing.)
  const fileName = `.netchannel-sim-${Math.random().toString(36).slice(2)}.part`;
  const open = (folder: string): { path: string; sink: FileSink } => {
    const file = path.join(folder, fileName);
    const sink = new FileSink(file, { flags: 'wx', name, mode: older && older.mode & 0o777 });
    if (older !== undefined) keepPermissions(file, older);
    return { path: file, sink };
  };
  try {
    return open(path.dirname(target));
  } catch (error) {
    const isClosed = error instanceof PcapOutputError && CLOSED_FOLDER.has(error.code);
    if (older === undefined || !isClosed) throw error;
    return open(tmpdir());
  }
}

/** As far as that is ours to do, and the file system knows of permissions. */
function keepPermissions(file: string, { uid, gid, mode }: Stats): void {
  try {
    const made = statSync(file);
    if (uid !== made.uid || gid !== made.gid) chownSync(file, uid, gid);
  } catch {
    // Only root can give files away.
  }
  try {
    chmodSync(file, mode & 0o7777);
  } catch {
    // It was made with no more than these.
  }
}

function replace(target: string, written: string, name: string): void {
  try {
    renameSync(written, target);
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : '';
    if (!IMMOVABLE.has(code)) throw error;
    copyOver(target, written, name);
  }
}

function copyOver(target: string, written: string, name: string): void {
  try {
    copyFileSync(written, target);
  } catch (error) {
    throw new LostOnTheWay(`all that was to go to ${JSON.stringify(name)} is in ${JSON.stringify(written)}`, {
      cause: error,
    });
  }
  rmSync(written, { force: true });
}
