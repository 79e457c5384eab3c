import path from 'node:path';
import { corpus } from '../script/fuzz/corpus.ts';
import { mutatedScript, tryScript } from '../script/fuzz/mutated-script.ts';
import type { Fuzzer } from './fuzzer.ts';

/** How large hostile scripts may be: all that the limits let through. */
const MOST = 1_000_000;

let texts: readonly string[] | undefined;

/** Damaged and hostile scripts are loaded, or refused with problems. */
export const scripts: Fuzzer = {
  title: 'mutated scripts are loaded or refused with problems',
  few: 100,
  trial: (seed, number) => {
    texts ??= corpus(path.resolve());
    const { kind, text } = mutatedScript(texts, seed, number, MOST);
    return { what: `${kind}, ${text.length} characters`, run: () => tryScript(text) };
  },
};
