/**
 * Wireshark's own dissection engine, compiled to WebAssembly (@goodtools/wiregasm), as far as
 * `wireshark.ts` needs it. One instance per process: to instantiate it takes about a second.
 */
import { createRequire } from 'node:module';
import { basename, dirname, join } from 'node:path';

/** A std::vector that lives in WebAssembly memory until it is deleted. */
export interface NativeVector<T> {
  size(): number;
  get(index: number): T;
  delete(): void;
}

export interface NativeFrame {
  number: number;
  comments: boolean;
  columns: NativeVector<string>;
}

export interface NativeTree {
  label: string;
  filter: string;
  start: number;
  length: number;
  data_source_idx: number;
  tree: NativeVector<NativeTree>;
}

/** What Wireshark finds the two ends of a stream to have said. */
export interface NativeFollow {
  /** `server` is 1 for what the end with the address `shost` sent; `data` is base64. */
  payloads: NativeVector<{ number: number; server: number; data: string }>;
}

export interface NativeSession {
  load(): { code: number; error: string; summary: { packet_count: number; file_type: string } };
  getFrames(
    filter: string,
    skip: number,
    limit: number,
  ): { frames: NativeVector<NativeFrame>; matched: number };
  follow(follow: string, filter: string): NativeFollow;
  getFrame(number: number): { comments: NativeVector<string>; tree: NativeVector<NativeTree> };
  delete(): void;
}

export interface NativePreference {
  type: number;
  uint_value: number;
  uint_base_value: number;
  bool_value: boolean;
  string_value: string;
  range_value: string;
  enum_value: NativeVector<{ name: string; selected: boolean }>;
}

export interface Wiregasm {
  FS: { writeFile(path: string, data: Uint8Array): void; unlink(path: string): void };
  DissectSession: new (path: string) => NativeSession;
  init(): boolean;
  wiresharkVersion(): string;
  checkFilter(filter: string): { ok: boolean; error: string };
  getPref(module: string, key: string): { code: number; data: NativePreference };
  setPref(module: string, key: string, value: string): { code: number; error: string };
}

type Loader = (overrides: {
  locateFile(path: string): string;
  print(text: string): void;
  printErr(text: string): void;
  handleStatus(type: number, text: string): void;
}) => Promise<Wiregasm>;

let shared: Promise<Wiregasm> | undefined;

/** @returns the instance of this process, with all dissectors registered */
export function loadWiregasm(): Promise<Wiregasm> {
  shared ??= instantiate();
  return shared;
}

async function instantiate(): Promise<Wiregasm> {
  const require = createRequire(import.meta.url);
  const script = require.resolve('@goodtools/wiregasm/dist/wiregasm.js');
  const load = require(script) as Loader;
  const listenersBefore = new Set(process.listeners('uncaughtException'));
  const silent = (): void => {};
  const lib = await load({
    locateFile: (path) => join(dirname(script), basename(path)),
    print: silent,
    printErr: silent,
    handleStatus: silent,
  });
  // Emscripten catches every uncaught exception of the process, prints its own source text and rethrows.
  for (const listener of process.listeners('uncaughtException')) {
    if (!listenersBefore.has(listener)) process.off('uncaughtException', listener);
  }
  if (!lib.init()) throw new Error('Cannot initialize Wireshark');
  return lib;
}

/** Copies a vector into an array and frees it. */
export function takeVector<T>(vector: NativeVector<T>): T[] {
  const values: T[] = [];
  for (let i = 0; i < vector.size(); i++) values.push(vector.get(i));
  vector.delete();
  return values;
}
