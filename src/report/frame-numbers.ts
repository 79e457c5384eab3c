import { counted, grouped } from './words.ts';

/** Stretches of numbers that are told. */
const MOST_STRETCHES = 3;

/** @returns `2-4, 6-10`, `1, 3, 5 … (334)`: as many as are told, and how many there are. @param numbers - in order */
export function numbersText(numbers: readonly number[], most = MOST_STRETCHES): string {
  const stretches: [first: number, last: number][] = [];
  for (const number of numbers) {
    const open = stretches.at(-1);
    if (open !== undefined && open[1] === number - 1) open[1] = number;
    else stretches.push([number, number]);
  }
  const told = stretches.slice(0, most).map(([first, last]) => {
    if (first === last) return grouped(first);
    return `${grouped(first)}${last - first === 1 ? ', ' : '-'}${grouped(last)}`;
  });
  if (stretches.length <= most) return told.join(', ');
  return `${told.join(', ')} … (${grouped(numbers.length)})`;
}

/** @returns `frame 2`, `frames 2-4, 6-10` */
export function framesText(numbers: readonly number[], most = MOST_STRETCHES): string {
  return `${counted(numbers.length, 'frame').replace(/^\S+ /, '')} ${numbersText(numbers, most)}`;
}
