import { counted, grouped } from '../../report/words.ts';

/** How far a run has come. */
export interface RunState {
  /** Undefined while a shard comes up to where it begins. */
  steps: number | undefined;
  /** All that there will be, if that is known. */
  totalSteps: number | undefined;
  frames: number;
  bytes: number;
  leakingFrames: number;
}

/** What of a stream is needed. */
export interface ProgressStream {
  columns?: number;
  write(text: string): unknown;
}

/** A run that is over before this shows nothing. */
const FIRST_AFTER = 1000;
const EVERY = 200;
/** Before this it is too early to say how long it takes. */
const FORETELL_AFTER = 2000;

const DEFAULT_COLUMNS = 80;

/** One line on a terminal that says how far a long run has come, and goes away when it ends. */
export class Progress {
  readonly #stream: ProgressStream;
  readonly #now: () => number;
  readonly #begin: number;
  /** Where the steps that count began. */
  #began: number | undefined;
  #next: number;
  #shown = 0;

  /** @param now - milliseconds, from any beginning */
  constructor(stream: ProgressStream, now: () => number) {
    this.#stream = stream;
    this.#now = now;
    this.#begin = now();
    this.#next = this.#begin + FIRST_AFTER;
  }

  /** Shows how far it is, unless it was shown just now. @param read - is called only if it is shown */
  update(read: () => RunState): void {
    const now = this.#now();
    if (now < this.#next) return;
    this.#next = now + EVERY;
    const state = read();
    if (state.steps === undefined) {
      this.#show('warming up');
      return;
    }
    this.#began ??= this.#shown === 0 ? this.#begin : now;
    this.#show(describe(state, now - this.#began));
  }

  /** Takes the line away. */
  clear(): void {
    if (this.#shown > 0) this.#stream.write(`\r${' '.repeat(this.#shown)}\r`);
    this.#shown = 0;
  }

  #show(text: string): void {
    // A line as wide as the terminal would be broken.
    const line = text.slice(0, (this.#stream.columns || DEFAULT_COLUMNS) - 1);
    this.#stream.write(`\r${line.padEnd(this.#shown)}`);
    this.#shown = line.length;
  }
}

function describe(
  { steps = 0, totalSteps, frames, bytes, leakingFrames }: RunState,
  milliseconds: number,
): string {
  const seconds = milliseconds / 1000;
  const parts = [counted(frames, 'packet')];
  if (seconds > 0) parts.push(`${grouped(Math.round(frames / seconds))}/s`);
  parts.push(inBytes(bytes), counted(leakingFrames, 'leak'));
  if (totalSteps !== undefined && totalSteps > 0) {
    const done = Math.min(1, steps / totalSteps);
    parts.push(`${Math.floor(done * 100)} %`);
    if (milliseconds >= FORETELL_AFTER && done > 0) {
      parts.push(`${inTime((seconds * (1 - done)) / done)} left`);
    }
  }
  return parts.join(', ');
}

function inBytes(bytes: number): string {
  const units = ['bytes', 'kB', 'MB', 'GB', 'TB'];
  let value = bytes;
  let unit = 0;
  for (; value >= 1000 && unit < units.length - 1; unit++) value /= 1000;
  return `${unit === 0 ? value : value.toFixed(1)} ${units[unit]}`;
}

function inTime(seconds: number): string {
  const all = Math.ceil(seconds);
  const two = (value: number): string => String(value).padStart(2, '0');
  const hours = Math.floor(all / 3600);
  const minutes = Math.floor(all / 60) % 60;
  return hours > 0 ? `${grouped(hours)}:${two(minutes)}:${two(all % 60)}` : `${minutes}:${two(all % 60)}`;
}
