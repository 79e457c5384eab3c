import packedCode from 'virtual:engine';
import { gunzip } from '../packed-text.ts';
import type { Questions, ScriptMistake } from '../play.ts';
import type { Answered, Asked } from './worker.ts';

/** A script that does not load. */
export class WrongScript extends Error {
  override readonly name = 'WrongScript';
  readonly mistakes: readonly ScriptMistake[];

  constructor(mistakes: readonly ScriptMistake[]) {
    super(mistakes[0]?.message ?? 'The script is wrong');
    this.mistakes = mistakes;
  }
}

/** A run that was given up, because another was begun or somebody stopped it. */
export class GivenUp extends Error {
  override readonly name = 'GivenUp';
}

interface Waiting {
  resolve(answer: never): void;
  reject(error: Error): void;
}

/** The simulator, in a worker of its own, so that the page can be used while it runs. */
export class Engine {
  readonly #waiting = new Map<number, Waiting>();
  #next = 0;
  #worker: Promise<Worker> | undefined;
  static #address: Promise<string> | undefined;

  /**
   * @throws WrongScript if the script does not load
   * @throws GivenUp if `stop` is called before the answer is there
   */
  async ask<Kind extends keyof Questions>(
    kind: Kind,
    ask: Questions[Kind]['ask'],
  ): Promise<Questions[Kind]['answer']> {
    this.#worker ??= this.#start();
    const worker = await this.#worker;
    return new Promise((resolve, reject) => {
      const id = this.#next++;
      this.#waiting.set(id, { resolve, reject });
      const asked: Asked<Kind> = { id, kind, ask };
      worker.postMessage(asked);
    });
  }

  /** Gives up all that is asked. The next question starts anew. */
  stop(): void {
    void this.#worker?.then((worker) => worker.terminate());
    this.#worker = undefined;
    for (const { reject } of this.#waiting.values()) reject(new GivenUp());
    this.#waiting.clear();
  }

  async #start(): Promise<Worker> {
    Engine.#address ??= codeAddress();
    const worker = new Worker(await Engine.#address);
    worker.onmessage = ({ data }: MessageEvent<Answered>) => this.#answered(data);
    worker.onerror = ({ message }) => {
      for (const { reject } of this.#waiting.values()) reject(new Error(message));
      this.#waiting.clear();
    };
    return worker;
  }

  #answered(answered: Answered): void {
    const waiting = this.#waiting.get(answered.id);
    this.#waiting.delete(answered.id);
    if ('answer' in answered) waiting?.resolve(answered.answer as never);
    else if ('mistakes' in answered) waiting?.reject(new WrongScript(answered.mistakes));
    else waiting?.reject(new Error(answered.error));
  }
}

/** The code lies in the page, compressed. */
async function codeAddress(): Promise<string> {
  const packed = Uint8Array.from(atob(packedCode), (letter) => letter.charCodeAt(0));
  const code = await gunzip(packed);
  return URL.createObjectURL(new Blob([code as BlobPart], { type: 'text/javascript' }));
}
