import type { DeviceName } from '../../netchannel/devices.ts';
import { COMPARED_RELEASES } from '../../netchannel/releases.ts';
import type { Line } from '../../story/ink.ts';
import { readingTime } from '../../story/reading-time.ts';
import { partsOf, screenLines } from '../../story/screen.ts';
import type { Story } from '../../story/story.ts';
import { nextFinding, sameScene } from '../../story/tell-story.ts';
import { EXIT } from '../exit-codes.ts';
import type { Key } from './keys.ts';

/** What happens at a terminal. */
export type StageEvent =
  | { kind: 'key'; key: Key }
  /** It has another size, or what it showed is gone. */
  | { kind: 'redraw' }
  /** So long nobody has done anything. */
  | { kind: 'time' }
  /** Nobody is there any more. */
  | { kind: 'end'; exitCode: number };

/** Where a demo is shown. */
export interface Stage {
  readonly width: number;
  readonly height: number;
  show(lines: readonly Line[]): void;
  /** @param seconds - after which there is a `time` event; Infinity for none */
  next(seconds: number): Promise<StageEvent>;
  /** Gives the terminal back for a while. */
  suspend(): void;
}

export interface PlayOptions {
  release: DeviceName;
  /** Tells the run under a release. */
  tell(release: DeviceName): Promise<Story>;
  /** How much faster than somebody reads aloud; undefined to wait for keys. */
  pace: number | undefined;
}

/**
 * Shows a story, and goes where the keys say.
 * @returns the exit status
 */
export async function play(stage: Stage, { release: first, tell, pace }: PlayOptions): Promise<number> {
  let release = first;
  let story = await tell(release);
  let index = 0;
  /** Of a long note. */
  let part = 0;
  const told = new Map([[release, story]]);
  for (;;) {
    const last = story.scenes.length - 1;
    const screen = { width: stage.width, height: stage.height, keys: keyLine(story, index, release) };
    const parts = partsOf(story, index, screen);
    // A terminal that is larger by now shows more at once.
    part = Math.min(part, parts - 1);
    stage.show(screenLines(story, index, { ...screen, part }));
    const seconds = pace === undefined ? Number.POSITIVE_INFINITY : readingTime(story, index) / parts / pace;
    const event = await stage.next(seconds);
    if (event.kind === 'end') return event.exitCode;
    if (event.kind === 'redraw') continue;
    if (event.kind === 'time' || event.key === 'next') {
      if (part + 1 < parts) {
        part++;
        continue;
      }
      if (event.kind === 'time' && index === last) return EXIT.done;
      index = Math.min(index + 1, last);
      part = 0;
      continue;
    }
    if (event.key === 'back' && part > 0) {
      part--;
      continue;
    }
    switch (event.key) {
      case 'quit':
        return EXIT.done;
      case 'interrupt':
        return EXIT.interrupted;
      case 'suspend':
        stage.suspend();
        break;
      case 'release': {
        release = releaseAfter(release);
        const other = told.get(release) ?? (await tell(release));
        told.set(release, other);
        index = sameScene(story, index, other);
        story = other;
        break;
      }
      default:
        index = placeFor(event.key, story, index);
        part = 0;
    }
  }
}

function placeFor(key: Key, story: Story, index: number): number {
  const last = story.scenes.length - 1;
  switch (key) {
    case 'back':
      return Math.max(index - 1, 0);
    case 'next finding':
      return nextFinding(story, index) ?? index;
    case 'previous finding':
      return nextFinding(story, index, -1) ?? index;
    case 'first':
      return 0;
    case 'last':
      return last;
    default:
      return index;
  }
}

function releaseAfter(release: DeviceName): DeviceName {
  const at = (COMPARED_RELEASES as readonly DeviceName[]).indexOf(release);
  return COMPARED_RELEASES[(at + 1) % COMPARED_RELEASES.length] ?? release;
}

function keyLine(story: Story, index: number, release: DeviceName): Line {
  const finding = nextFinding(story, index);
  const keys: [key: string, says: string][] = [
    ...(index < story.scenes.length - 1 ? [['Enter', 'next'] as [string, string]] : []),
    ['q', 'quit'],
    ['r', `under ${releaseAfter(release)}`],
    ...(finding === undefined ? [] : [['n', findingWords(story, finding)] as [string, string]]),
    ['b', 'back'],
  ];
  return keys.flatMap(
    ([key, says], i): Line => [
      { text: i === 0 ? ' ' : '   ' },
      { text: key, role: 'key' },
      { text: ` ${says}`, role: 'dim' },
    ],
  );
}

function findingWords({ scenes }: Story, finding: number): string {
  return scenes[finding]?.kind === 'act' ? 'next hostile act' : 'next leak';
}
