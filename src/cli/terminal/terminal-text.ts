import { printable } from '../../report/printable.ts';

/**
 * What our own colours are told apart from others' by: a number that nobody knows who wrote a script or a capture. It
 * need not be a secret that cryptography could hold, for it is gone when the process ends. Our sequences have it as a
 * first parameter, which a terminal would not heed.
 */
const KEY = 100_000_000 + Math.floor(Math.random() * 900_000_000);

/** Introduces a control sequence. */
const CSI = '\u001b[';
const OWN = `${CSI}${KEY};`;

/** @returns the sequence that sets a colour, as `terminalText` lets it pass; `code` such as 31 */
export function ownSequence(code: number): string {
  return `${OWN}${code}m`;
}

/**
 * The one gate to the terminal: all text for a person passes it, whoever wrote the names, messages and values in it. Our
 * colours pass, line ends and tabs do, and no other control or formatting character: these become `\u{1b}`.
 */
export function terminalText(text: string): string {
  const [first = '', ...rest] = text.split(OWN);
  return letters(first) + rest.map(ownAndLetters).join('');
}

/** @param text - that follows the beginning of one of our sequences */
function ownAndLetters(text: string): string {
  const [sequence = '', code = ''] = /^([0-9]+)m/.exec(text) ?? [];
  return sequence === '' ? letters(text) : `${CSI}${code}m${letters(text.slice(sequence.length))}`;
}

function letters(text: string): string {
  return text.replace(/[^\n\t]+/g, printable);
}
