import { writeSync } from 'node:fs';
import type { Line } from '../../story/ink.ts';
import { EXIT } from '../exit-codes.ts';
import type { Interruption } from '../interruption.ts';
import { keysIn } from './keys.ts';
import { paintedLine } from './palette.ts';
import type { Stage, StageEvent } from './player.ts';

/** The other screen, of which nothing stays when it is left, and no cursor. */
const ENTER = '\u001b[?1049h\u001b[?25l';
const LEAVE = '\u001b[?25h\u001b[?1049l';
const HOME = '\u001b[H';
const CLEAR_LINE = '\u001b[K';
const CLEAR_BELOW = '\u001b[J';

const USUAL_WIDTH = 80;
const USUAL_HEIGHT = 24;

const MILLISECONDS = 1000;

/** Time in which whatever is to stop has stopped, milliseconds. */
const STOPPED_BY = 100;

/** A terminal with somebody at it. However the program ends, the terminal is as it was. */
export class TerminalStage implements Stage {
  readonly #input = process.stdin;
  readonly #output = process.stdout;
  readonly #color: boolean;
  readonly #events: StageEvent[] = [];
  #wake: (() => void) | undefined;
  #isOpen = false;
  #isClosed = false;
  readonly #signal: AbortSignal;
  readonly #interruption: Pick<Interruption, 'exitCode'>;

  constructor(interruption: Pick<Interruption, 'signal' | 'exitCode'>, color: boolean) {
    this.#interruption = interruption;
    this.#signal = interruption.signal;
    this.#color = color;
  }

  get width(): number {
    return this.#output.columns || USUAL_WIDTH;
  }

  get height(): number {
    return this.#output.rows || USUAL_HEIGHT;
  }

  open(): void {
    this.#input.on('data', this.#onData);
    this.#input.on('end', this.#onEnd);
    this.#input.on('error', this.#onEnd);
    this.#output.on('error', this.#onEnd);
    this.#output.on('resize', this.#onRedraw);
    this.#signal.addEventListener('abort', this.#onStop);
    process.on('SIGCONT', this.#onContinue);
    process.on('exit', this.#restore);
    this.#enter();
    if (this.#signal.aborted) this.#onStop();
  }

  close(): void {
    this.#isClosed = true;
    this.#restore();
    this.#input.off('data', this.#onData);
    this.#input.off('end', this.#onEnd);
    this.#output.off('resize', this.#onRedraw);
    this.#signal.removeEventListener('abort', this.#onStop);
    process.off('SIGCONT', this.#onContinue);
    process.off('exit', this.#restore);
    // What fails from now on has nobody to be told to.
    this.#input.pause();
    this.#input.unref();
  }

  show(lines: readonly Line[]): void {
    // Whoever has got the terminal back is shown nothing, until it is ours again.
    if (!this.#isOpen) return;
    const text = lines.map((line) => `${paintedLine(line, this.#color)}${CLEAR_LINE}`).join('\r\n');
    this.#output.write(`${HOME}${text}${CLEAR_BELOW}`);
  }

  async next(seconds: number): Promise<StageEvent> {
    const waiting = this.#events.shift();
    if (waiting !== undefined) return waiting;
    let timer: NodeJS.Timeout | undefined;
    const happened = await new Promise<boolean>((resolve) => {
      this.#wake = () => resolve(true);
      if (seconds !== Number.POSITIVE_INFINITY) {
        timer = setTimeout(() => resolve(false), seconds * MILLISECONDS);
      }
    });
    this.#wake = undefined;
    clearTimeout(timer);
    return (happened ? this.#events.shift() : undefined) ?? { kind: 'time' };
  }

  suspend(): void {
    this.#restore();
    try {
      // As the terminal would have done: whatever started this, such as npx, stops as well. Where there is no shell that could
      // have it go on again, nobody stops.
      process.kill(0, 'SIGTSTP');
    } catch {
      // Not every system has it.
    }
    setTimeout(this.#onContinue, STOPPED_BY);
  }

  readonly #onData = (bytes: Buffer): void => {
    for (const key of keysIn(bytes.toString('latin1'))) this.#push({ kind: 'key', key });
  };

  /** Whoever closes the terminal, or reads no more of what is shown, has gone. */
  readonly #onEnd = (): void => this.#push({ kind: 'end', exitCode: EXIT.done });

  readonly #onRedraw = (): void => this.#push({ kind: 'redraw' });

  readonly #onStop = (): void => {
    this.#push({ kind: 'end', exitCode: this.#interruption.exitCode ?? EXIT.interrupted });
  };

  readonly #onContinue = (): void => {
    if (this.#isOpen || this.#isClosed) return;
    this.#enter();
    this.#push({ kind: 'redraw' });
  };

  /** Gives the terminal back. Also while the process ends, when only what is written at once gets there. */
  readonly #restore = (): void => {
    if (!this.#isOpen) return;
    this.#isOpen = false;
    try {
      this.#input.setRawMode(false);
      writeSync(this.#output.fd, LEAVE);
    } catch {
      // There is no terminal any more.
    }
  };

  #enter(): void {
    this.#isOpen = true;
    this.#input.setRawMode(true);
    this.#input.resume();
    this.#output.write(ENTER);
  }

  #push(event: StageEvent): void {
    this.#events.push(event);
    this.#wake?.();
  }
}
