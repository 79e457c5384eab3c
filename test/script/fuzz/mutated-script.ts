import path from 'node:path';
import { loadScript, ScriptErrors, StepCursor } from '../../../src/script/index.ts';
import { Chooser } from './chooser.ts';
import { COMPANIONS } from './corpus.ts';
import { damageData, damageText } from './damage.ts';
import { HOSTILE, hostileFile } from './hostile.ts';

/** A script that was made to do harm. */
export interface MutatedScript {
  /** How it was made. */
  kind: string;
  text: string;
}

/**
 * Makes a script, always the same from the same seed and number.
 * @param texts - scripts to make it from
 * @param most - how large hostile ones may be: 1,000,000 for all that the limits let through
 */
export function mutatedScript(
  texts: readonly string[],
  seed: number,
  number: number,
  most: number,
): MutatedScript {
  const choose = new Chooser((seed ^ Math.imul(number + 1, 0x9e37_79b1)) >>> 0);
  const kind = choose.below(10);
  if (kind < 4) return { kind: 'damaged text', text: damageText(choose.pick(texts), choose) };
  if (kind < 8) {
    return { kind: 'damaged data', text: damageData(choose.pick(texts), choose.pick(texts), choose) };
  }
  const [name, make] = choose.pick(Object.entries(HOSTILE));
  // Most are small, because large ones take long.
  const text = make(choose.size(choose.once(50) ? most : most / 100), choose);
  if (kind === 8) return { kind: name, text };
  return { kind: `${name}, damaged`, text: damageText(text, choose) };
}

/** Steps that are taken of a script that loads. */
const STEPS = 40;

/**
 * Loads a script, and takes some of its steps.
 * @returns whether it was loaded, or refused in the proper form
 * @throws Error if it was refused in any other way
 */
export function tryScript(text: string): 'loaded' | 'refused' {
  try {
    const script = loadScript(text, 'self.yaml', { readFile: (name) => readFile(name, text) });
    const cursor = new StepCursor(script);
    for (let i = 0; i < STEPS; i++) cursor.next();
    return 'loaded';
  } catch (error) {
    if (!(error instanceof ScriptErrors)) throw error;
    const bad = error.errors.find(
      ({ message, line, column }) =>
        line < 1 || column < 1 || message.length > 2000 || !/^[A-Z].*([^.]|, got .*)$/su.test(message),
    );
    if (error.errors.length === 0) throw new Error('Refused without a reason', { cause: error });
    if (bad !== undefined) throw new Error(`Refused in bad form: ${bad}`, { cause: error });
    return 'refused';
  }
}

function readFile(name: string, text: string): Uint8Array {
  const file = path.basename(name);
  const found =
    file === 'self.yaml'
      ? text
      : (hostileFile(file) ?? (Object.hasOwn(COMPANIONS, file) ? COMPANIONS[file] : undefined));
  if (found === undefined) throw new Error('no such file or directory');
  return typeof found === 'string' ? new TextEncoder().encode(found) : found;
}
