import type { NoteEntry, RunResult } from '../simulation/result.ts';
import { printable } from './printable.ts';
import type { Style } from './style.ts';
import { counted, grouped } from './words.ts';
import { wrap } from './wrap.ts';

/** What the script tells its reader, with the time and with what crossed after each note. Empty if it tells nothing. */
export function notesSection(
  { notes, noteCount }: Pick<RunResult, 'notes' | 'noteCount'>,
  width: number,
  style: Style,
): string[] {
  if (noteCount === 0) return [];
  const times = notes.map(({ time }) => `${secondsText(time)} s`);
  const longest = Math.max(...times.map(({ length }) => length));
  const margin = ' '.repeat(longest + 4);
  const lines = [`${style.heading('NOTES')}  told by the script, and what crossed until the next one`];
  notes.forEach((note, i) => {
    lines.push(
      ...textLines(note.text, width, `  ${(times[i] ?? '').padStart(longest)}  `, margin),
      `${margin}${crossed(note, style)}`,
    );
  });
  const hidden = noteCount - notes.length;
  if (hidden > 0)
    lines.push(style.dim(`  … ${counted(hidden, 'more note')}, of which the report keeps nothing`));
  return lines;
}

/** @returns seconds with the digits that they have, but no fewer than three */
export function secondsText(seconds: number): string {
  return seconds.toFixed(9).replace(/0{1,6}$/, '');
}

function textLines(text: string, width: number, first: string, margin: string): string[] {
  return text
    .trimEnd()
    .split(/\r?\n/)
    .flatMap((line, i) => wrap(printable(line.trimEnd()), width, i === 0 ? first : margin, margin));
}

function crossed({ frames, delivered, discarded, notJudged, leakedBytes }: NoteEntry, style: Style): string {
  if (frames === 0) return style.dim('→ nothing crossed');
  const unverifiable = frames - delivered - discarded - notJudged;
  const verdicts = [
    delivered > 0 ? `${grouped(delivered)} delivered` : '',
    discarded > 0 ? style.alarm(`${grouped(discarded)} discarded`) : '',
    unverifiable > 0 ? style.caution(`${grouped(unverifiable)} unverifiable`) : '',
    notJudged > 0 ? style.caution(`${grouped(notJudged)} not judged`) : '',
  ].filter((part) => part !== '');
  const leaked = leakedBytes > 0 ? style.alarm(`${counted(leakedBytes, 'byte')} leaked`) : 'nothing leaked';
  return `→ ${counted(frames, 'frame')}: ${verdicts.join(', ')}; ${leaked}`;
}
