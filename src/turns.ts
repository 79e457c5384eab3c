/**
 * How work that takes long lets the rest of the program have its turn: timers, signals, what arrives on a stream. What runs the
 * program has one way or the other, none of which waits for the clock as timers do.
 */
interface Turns {
  /** Of Node.js. */
  setImmediate?: ((then: () => void) => unknown) | undefined;
  /** Of browsers and their workers. */
  MessageChannel?: (new () => Channel) | undefined;
}

interface Channel {
  port1: { onmessage: (() => void) | null };
  port2: { postMessage(message: unknown): void };
}

/** Resolves once all others have had their turn. */
export const othersTurn: () => Promise<void> = turnsOf(
  // What TypeScript knows of Node.js lacks what its ports have of browsers.
  globalThis as unknown as Turns,
);

/** @param scope - what there is globally */
export function turnsOf(scope: Turns): () => Promise<void> {
  const { setImmediate } = scope;
  if (setImmediate !== undefined) return () => new Promise((resolve) => setImmediate(resolve));
  // To ask Node.js for it has it load what takes a tenth of a small run.
  const { MessageChannel } = scope;
  if (MessageChannel === undefined) return () => Promise.resolve();
  const waiting: (() => void)[] = [];
  const { port1, port2 } = new MessageChannel();
  port1.onmessage = () => waiting.shift()?.();
  return () =>
    new Promise((resolve) => {
      waiting.push(resolve);
      port2.postMessage(undefined);
    });
}
