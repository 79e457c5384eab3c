import { printable } from '../../report/printable.ts';
import { readingTime } from '../../story/reading-time.ts';
import { partsOf, screenLines } from '../../story/screen.ts';
import type { Story } from '../../story/story.ts';
import { paintedLine } from './palette.ts';

/** As most terminals begin. */
export const CAST_WIDTH = 80;
export const CAST_HEIGHT = 24;

/** Homes the cursor and clears what was there. */
const CLEAR = '\u001b[H\u001b[2J';
const HIDE_CURSOR = '\u001b[?25l';
const SHOW_CURSOR = '\u001b[?25h';

/** A recording of a terminal, and how long it lasts. */
export interface Cast {
  /** Lines of JSON. */
  text: string;
  seconds: number;
}

/**
 * Records a story as somebody would see it who takes the time that it takes to read each scene aloud
 * (asciicast version 2, https://docs.asciinema.org/manual/asciicast/v2/). The same story gives the same bytes.
 *
 * @param pace - how much faster than that
 */
export function castOf(story: Story, pace: number, color: boolean): Cast {
  // Players show it on the terminal, too.
  const title = printable(story.result.script.name);
  const header = { version: 2, width: CAST_WIDTH, height: CAST_HEIGHT, title };
  const lines = [JSON.stringify(header)];
  let seconds = 0;
  const write = (text: string): void => {
    lines.push(JSON.stringify([Number(seconds.toFixed(3)), 'o', text]));
  };
  write(HIDE_CURSOR);
  for (let index = 0; index < story.scenes.length; index++) {
    const size = { width: CAST_WIDTH, height: CAST_HEIGHT };
    const parts = partsOf(story, index, size);
    for (let part = 0; part < parts; part++) {
      const screen = screenLines(story, index, { ...size, part });
      write(`${CLEAR}${screen.map((line) => paintedLine(line, color)).join('\r\n')}`);
      // Not all at one time, even if nobody is to wait.
      seconds += Math.max(0.1, readingTime(story, index) / parts / pace);
    }
  }
  // How long the last one is to be seen.
  write(SHOW_CURSOR);
  return { text: `${lines.join('\n')}\n`, seconds };
}
