import {
  accessSync,
  chmodSync,
  constants,
  copyFileSync,
  lstatSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
} from 'node:fs';
import path from 'node:path';
import { FileSink } from './file-sink.ts';
import { PcapOutputError } from './output-error.ts';
import type { Sink } from './sink.ts';

/** Why a folder does not take a file beside the one that is there. */
const CLOSED_FOLDER = new Set(['EACCES', 'EPERM', 'EROFS', 'ENOSPC', 'EDQUOT']);

/** Why a file cannot be moved over another that can be written all the same: one that is mounted, for one. */
const IMMOVABLE = new Set(['EBUSY', 'EXDEV', 'EPERM', 'EACCES']);

/**
 * Writes a file beside the one that is there, and puts it in its place once it is whole: when it cannot be written to
 * its end, or is given up, the older file is what it was, and none is left where there was none. What is no file (a
 * pipe, a device) is written as it is.
 */
export class ReplacingFileSink implements Sink {
  readonly ready = true;
  readonly rewrite: Sink['rewrite'];
  readonly #name: string;
  readonly #sink: FileSink;
  /** Where the file is to be in the end; undefined if it is written where it is. */
  readonly #target: string | undefined;
  readonly #beside: string;

  /** @throws PcapOutputError if neither the file nor one beside it can be opened */
  constructor(name: string) {
    this.#name = name;
    const { target, mode } = placeOf(name);
    this.#beside = path.join(path.dirname(target ?? name), `.netchannel-sim-${crypto.randomUUID()}.part`);
    const beside = target === undefined ? undefined : openBeside(this.#beside, name, mode);
    this.#target = beside === undefined ? undefined : target;
    this.#sink = beside ?? new FileSink(name);
    this.rewrite = this.#sink.rewrite;
  }

  write(chunk: Uint8Array, length: number): void {
    this.#sink.write(chunk, length);
  }

  drain(): Promise<void> {
    return this.#sink.drain();
  }

  flush(): Promise<void> {
    return this.#sink.flush();
  }

  async close(): Promise<void> {
    try {
      await this.#sink.close();
      if (this.#target !== undefined) replace(this.#target, this.#beside);
    } catch (error) {
      this.#forget();
      throw error instanceof PcapOutputError ? error : new PcapOutputError(this.#name, error);
    }
  }

  async abort(): Promise<void> {
    try {
      await this.#sink.close();
    } finally {
      this.#forget();
    }
  }

  #forget(): void {
    if (this.#target !== undefined) rmSync(this.#beside, { force: true });
  }
}

/** @returns the file itself if a link leads there, and its permissions; no target for what is no file */
function placeOf(name: string): { target?: string; mode?: number } {
  try {
    const status = statSync(name, { throwIfNoEntry: false });
    // A link that leads nowhere makes the file that it names.
    if (status === undefined) return isLink(name) ? {} : { target: name };
    if (!status.isFile()) return {};
    accessSync(name, constants.W_OK);
    return { target: realpathSync(name), mode: status.mode & 0o7777 };
  } catch (error) {
    throw new PcapOutputError(name, error);
  }
}

function isLink(name: string): boolean {
  return lstatSync(name, { throwIfNoEntry: false }) !== undefined;
}

/** @returns undefined if the folder takes no other file, but there is one that can be overwritten */
function openBeside(beside: string, name: string, mode: number | undefined): FileSink | undefined {
  try {
    const sink = new FileSink(beside, { flags: 'wx', name });
    if (mode !== undefined) chmodSync(beside, mode);
    return sink;
  } catch (error) {
    if (mode !== undefined && error instanceof PcapOutputError && CLOSED_FOLDER.has(error.code))
      return undefined;
    throw error;
  }
}

function replace(target: string, beside: string): void {
  try {
    renameSync(beside, target);
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : '';
    if (!IMMOVABLE.has(code)) throw error;
    copyFileSync(beside, target);
    rmSync(beside, { force: true });
  }
}
