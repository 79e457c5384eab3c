import { wrap } from '../report/wrap.ts';
import type { Line, Role } from './ink.ts';

const MARGIN = ' '.repeat(9);

/** @returns a text behind a label, in lines of so many columns, each of which begins where the text does */
export function labelledLines(label: string, text: string, role: Role | undefined, width: number): Line[] {
  const first = ` ${label} `.padEnd(MARGIN.length + 1);
  const margin = ` ${MARGIN}`;
  return wrap(text, width, first, margin).map((line, i): Line => {
    const head = i === 0 ? first : margin;
    const rest = line.slice(head.length);
    return [{ text: head, role: 'dim' }, role === undefined ? { text: rest } : { text: rest, role }];
  });
}
