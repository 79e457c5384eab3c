/** What somebody at the terminal wants. */
export type Key =
  | 'next'
  | 'back'
  | 'next finding'
  | 'previous finding'
  | 'release'
  | 'first'
  | 'last'
  | 'quit'
  | 'interrupt'
  | 'suspend';

const KEYS: Readonly<Record<string, Key>> = {
  '\r': 'next',
  '\n': 'next',
  ' ': 'next',
  l: 'next',
  j: 'next',
  '\u001b[C': 'next',
  '\u001b[B': 'next',
  '\u001b[6~': 'next',
  b: 'back',
  h: 'back',
  k: 'back',
  '\u007f': 'back',
  '\b': 'back',
  '\u001b[D': 'back',
  '\u001b[A': 'back',
  '\u001b[5~': 'back',
  n: 'next finding',
  p: 'previous finding',
  N: 'previous finding',
  r: 'release',
  '\t': 'release',
  g: 'first',
  '\u001b[H': 'first',
  '\u001b[1~': 'first',
  G: 'last',
  '\u001b[F': 'last',
  '\u001b[4~': 'last',
  q: 'quit',
  Q: 'quit',
  '\u0004': 'quit',
  '\u0003': 'interrupt',
  '\u001a': 'suspend',
};

const APPLICATION = '\u001bO';

// biome-ignore lint/suspicious/noControlCharactersInRegex: it is what terminals send
const SEQUENCE = /\u001b[[O][0-9;]*[ -/]*[@-~]|[\s\S]/gu;

/** @returns the keys in what a terminal sends; what stands for none is left out */
export function keysIn(text: string): Key[] {
  return [...text.matchAll(SEQUENCE)].flatMap(([sequence]) => {
    // Some terminals send the application form of arrows.
    const usual = sequence.startsWith(APPLICATION)
      ? `\u001b[${sequence.slice(APPLICATION.length)}`
      : sequence;
    const key = Object.hasOwn(KEYS, usual) ? KEYS[usual] : undefined;
    return key === undefined ? [] : [key];
  });
}
