/** Steps from which on it pays to compile larger functions: some tenths of a second of work. */
const LONG = 50_000;

/**
 * V8 makes one function of many only up to so many bytes of bytecode: 920, too few for all that is done for a packet. With
 * three times as many, a packet of the plain stream takes a fifth fewer instructions (Node.js 20).
 */
const FLAGS = '--max-inlined-bytecode-size-cumulative=2760';

type SetFlags = (flags: string) => void;

/**
 * Has V8 compile for work that takes long, if this does. To be called when the program has been loaded: what the build has
 * compiled is of use only to a V8 with the same flags.
 *
 * @param steps - about so many are to be taken
 */
export async function expectSteps(steps: number, setFlags: () => Promise<SetFlags> = v8Flags): Promise<void> {
  if (steps >= LONG) (await setFlags())(FLAGS);
}

/** Loaded when it is needed: it takes a small run some milliseconds. */
async function v8Flags(): Promise<SetFlags> {
  return (await import('./v8-flags.ts')).setFlagsFromString;
}
