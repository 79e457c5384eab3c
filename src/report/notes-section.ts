import type { NoteEntry, RunResult } from '../simulation/result.ts';
import { printable } from './printable.ts';
import { sectionTitle } from './section-title.ts';
import type { Style } from './style.ts';
import { counted, grouped } from './words.ts';
import { type Piece, wrap, wrapPieces } from './wrap.ts';

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
  const about = 'told by the script, and what crossed until the next one';
  const lines = sectionTitle('NOTES', about, { style, width });
  notes.forEach((note, i) => {
    lines.push(
      ...textLines(note.text, width, `  ${(times[i] ?? '').padStart(longest)}  `, margin),
      ...wrapPieces(crossed(note, style), width, margin, `${margin}  `),
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

function crossed(
  { frames, delivered, discarded, notJudged, leakedBytes }: NoteEntry,
  style: Style,
): (Piece | string)[] {
  if (frames === 0) return [{ text: '→ nothing crossed', paint: style.dim }];
  const unverifiable = frames - delivered - discarded - notJudged;
  const verdicts: Piece[] = [
    ...(delivered > 0 ? [{ text: `${grouped(delivered)} delivered` }] : []),
    ...(discarded > 0 ? [{ text: `${grouped(discarded)} discarded`, paint: style.caution }] : []),
    ...(unverifiable > 0 ? [{ text: `${grouped(unverifiable)} unverifiable`, paint: style.caution }] : []),
    ...(notJudged > 0 ? [{ text: `${grouped(notJudged)} not judged`, paint: style.caution }] : []),
  ];
  const leaked =
    leakedBytes > 0
      ? { text: `${counted(leakedBytes, 'byte')} leaked`, paint: style.foreign }
      : 'nothing leaked';
  return [
    `→ ${counted(frames, 'frame')}: `,
    ...verdicts.flatMap((piece, i) => (i === 0 ? [piece] : [', ', piece])),
    '; ',
    leaked,
  ];
}
