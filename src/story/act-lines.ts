import { actWords, consequencesOf } from '../report/hostile-section.ts';
import type { Names } from '../report/names.ts';
import { printable } from '../report/printable.ts';
import type { Line } from './ink.ts';
import { labelledLines } from './labelled-lines.ts';
import type { ActScene } from './story.ts';

/** What an end does on purpose, and what comes of it. @param width - of a line, in columns */
export function actLines({ entry }: ActScene, names: Names, width: number): Line[] {
  return [
    ...labelledLines('Hostile', `${actWords(entry)}: ${names.step(entry.step)}`, 'strong', width),
    [],
    ...consequencesOf(entry).flatMap(({ text, isNotable }, i) =>
      labelledLines(i === 0 ? 'Outcome' : '', printable(text), isNotable ? 'caution' : undefined, width),
    ),
  ];
}
