import { deviceOf, deviceTitle } from '../netchannel/devices.ts';
import { headline } from '../report/headline.ts';
import { Names } from '../report/names.ts';
import { printable } from '../report/printable.ts';
import { counted, enumerated } from '../report/words.ts';
import { wrap } from '../report/wrap.ts';
import { actLines } from './act-lines.ts';
import { byteRows } from './byte-rows.ts';
import { frameLines } from './frame-lines.ts';
import { apart, cutLine, type Line, linesOf } from './ink.ts';
import { poolStrip } from './pool-strip.ts';
import type { NoteScene, Scene, Story } from './story.ts';

/** The place that a scene is shown in. */
export interface ScreenOptions {
  /** Columns. */
  width: number;
  /** Rows; Infinity where there is no end to them, and each scene takes what it takes. */
  height: number;
  /** The last line: which keys there are. Empty for none. */
  keys?: Line;
  /** Of a note that is longer than the screen, which part of it: from 0, which it is if absent. */
  part?: number;
}

/** Prose is not read in longer lines. */
const WIDEST_PROSE = 76;

/** Lines of a frame where there is no end to them. */
const USUAL_ROWS = 14;

/** Fewer rows of bytes tell nothing. */
const LEAST_ROWS = 3;

/** The strip of the pool, and the line before it. */
const FOOT = 3;

/** @returns in how many parts a scene is shown: more than one only of a note that is longer than the screen */
export function partsOf(story: Story, index: number, options: ScreenOptions): number {
  const scene = story.scenes[index];
  if (scene?.kind !== 'note') return 1;
  const { room } = roomFor(options);
  return noteParts(scene, options.width, room - 1).length;
}

/** Lines of a screen for what it tells, and whether the pool is shown below. */
function roomFor({ height, keys = [] }: ScreenOptions): { room: number; hasPool: boolean } {
  const all = height - 1 - (keys.length === 0 ? 0 : 1);
  // On a screen of a few rows, the story counts more than the pool.
  const hasPool = all - FOOT >= LEAST_ROWS + 2;
  return { room: Math.max(0, hasPool ? all - FOOT : all), hasPool };
}

/** @returns the lines of a scene: no longer than the screen is wide, and no more than it has rows */
export function screenLines(story: Story, index: number, options: ScreenOptions): Line[] {
  const { width, height, keys = [], part = 0 } = options;
  const scene = story.scenes[index];
  if (scene === undefined || width < 1 || height < 1) return [];
  const names = new Names(story.result);
  const bar = barLine(story, index, width);
  const foot = [[], ...poolStrip(story, index, width, names)];
  const last = keys.length === 0 ? [] : [cutLine(keys, width)];
  const { room, hasPool } = roomFor(options);
  const lines = bodyLines(story, scene, names, width, room, part);
  if (height === Number.POSITIVE_INFINITY) return fitted([bar, ...lines, ...foot, ...last], width);
  const body = lines.slice(0, room);
  if (!hasPool) return fitted([bar, ...body, ...last].slice(0, height), width);
  const empty = Array.from({ length: room - body.length }, (): Line => []);
  return fitted([bar, ...body, ...empty, ...foot, ...last], width);
}

function fitted(lines: readonly Line[], width: number): Line[] {
  return lines.map((line) => cutLine(line, width));
}

function barLine({ result, scenes }: Story, index: number, width: number): Line {
  const left = ` ${printable(result.script.name)} · ${deviceTitle(result.release)}`;
  const right = `${index + 1} of ${scenes.length} `;
  const line = apart([{ text: left }], [{ text: right }], width);
  return line.map(({ text }) => ({ text, role: 'bar' }));
}

function bodyLines(
  story: Story,
  scene: Scene,
  names: Names,
  width: number,
  room: number,
  part: number,
): Line[] {
  switch (scene.kind) {
    case 'opening':
      return [[], ...openingLines(story, names, width)];
    case 'note':
      return [[], ...(noteParts(scene, width, room - 1)[part] ?? [])];
    case 'act':
      return [[], ...actLines(scene, names, width)];
    case 'ending':
      return [[], ...endingLines(story, width)];
    default: {
      const { before, after } = frameLines(scene, story, names, width);
      // An empty line before the packet, and around the bytes.
      const free = room - before.length - after.length;
      const isTight = free < LEAST_ROWS + 3;
      const gap: Line[] = isTight ? [] : [[]];
      const most = Math.max(LEAST_ROWS, Math.min(USUAL_ROWS, isTight ? free : free - 3));
      const rows = byteRows(scene.frame, { indent: '    ', width, most });
      return [...gap, ...before, ...gap, ...rows, ...gap, ...after];
    }
  }
}

function openingLines({ result, owners, scenes, untold }: Story, names: Names, width: number): Line[] {
  const { script, release, totals } = result;
  const policy = deviceOf(release);
  const channels = (result.channels ?? []).map(({ name }) => printable(name));
  const between =
    channels.length === 0
      ? []
      : prose(
          `${counted(channels.length, 'channel')}, with the unikernel as a firewall between them: ${enumerated(channels)}.`,
          width,
        );
  const frames = scenes.filter(({ kind }) => kind === 'frame').length;
  const told =
    untold > 0 ? ` Of ${counted(totals.frames, 'packet')}, ${counted(frames, 'is', 'are')} told.` : '';
  return [
    ...prose(printable(script.name), width).map((line): Line => [{ text: line, role: 'strong' }]),
    ...linesOf(prose(printable(script.description), width)),
    [],
    ...linesOf(prose(`${deviceTitle(release)}: ${policy?.summary ?? 'not known'}.${told}`, width)),
    ...linesOf(between),
    [],
    ...owners.all
      .slice(0, 8)
      .map(
        ({ letter, role, recipient }): Line => [
          { text: '   ' },
          { text: ` ${letter} `, role },
          { text: ` ${names.recipient(recipient)}` },
        ],
      ),
  ];
}

/** Each line of a note begins a paragraph, as it stands in the script. */
function noteParts({ text }: NoteScene, width: number, room: number): Line[][] {
  const lines = text
    .trimEnd()
    .split(/\r?\n/)
    .flatMap((line) => (line.trim() === '' ? [''] : prose(printable(line.trimEnd()), width)));
  if (lines.length <= room) return [linesOf(lines)];
  const most = Math.max(1, room - 1);
  const parts: Line[][] = [];
  for (let from = 0; from < lines.length; from += most) {
    const left = lines.length - from - most;
    const more: Line[] = left > 0 ? [[{ text: `   … ${counted(left, 'more line')}`, role: 'dim' }]] : [];
    parts.push([...linesOf(lines.slice(from, from + most)), ...more]);
  }
  return parts;
}

function endingLines({ result, untold }: Story, width: number): Line[] {
  const { secrets } = result;
  const lines: Line[] = linesOf(prose(headline(result), width), 'strong');
  if (untold > 0)
    lines.push(...linesOf(prose(`${counted(untold, 'packet')} of the run not told here.`, width), 'dim'));
  if (secrets.length === 0) return lines;
  lines.push([]);
  for (const { name, length, disclosedTo } of secrets.slice(0, 8)) {
    const most = disclosedTo.reduce((sum, { bytes }) => Math.max(sum, bytes), 0);
    const what = printable(name);
    lines.push(
      ...(most === 0
        ? linesOf(prose(`The secret ${what} is kept.`, width), 'good')
        : linesOf(
            prose(
              `Of the secret ${what}, ${most} of ${counted(length, 'byte')} got to somebody else.`,
              width,
            ),
            'secret',
          )),
    );
  }
  return lines;
}

function prose(text: string, width: number): string[] {
  return wrap(text, Math.min(width - 3, WIDEST_PROSE), '   ');
}
