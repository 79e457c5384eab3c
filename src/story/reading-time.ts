import type { Story } from './story.ts';
import { isLeaking } from './tell-story.ts';

/** Words that somebody reads aloud in a second. */
const WORDS_PER_SECOND = 2.5;

/** Seconds to look up, whatever there is. */
const LOOK = 2;

/** Seconds for a frame, and for one with stale bytes. */
const FRAME = 12;
const LEAKING_FRAME = 25;

/** @returns seconds that a speaker takes for a scene */
export function readingTime(story: Story, index: number): number {
  const scene = story.scenes[index];
  switch (scene?.kind) {
    case 'note':
      return LOOK + scene.text.split(/\s+/).length / WORDS_PER_SECOND;
    case 'frame':
      return isLeaking(story, index) ? LEAKING_FRAME : FRAME;
    default:
      return FRAME;
  }
}
