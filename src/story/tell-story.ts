import type { BlockUse, RecordedFrame } from '../recording/recording.ts';
import type { RecordedRun } from '../recording/run-recorder.ts';
import { consequencesOf } from '../report/hostile-section.ts';
import type { RunResult } from '../simulation/result.ts';
import { Owners } from './owners.ts';
import type { ActScene, FrameScene, NoteScene, Story, StoryUse } from './story.ts';

/** @returns a run in its order: what the script says, what hostile ends do, and each frame that crosses */
export function tellStory({ result, recording }: RecordedRun): Story {
  const { frames, pool, guestPools } = recording;
  const pools = [pool, ...Object.values(guestPools ?? {})];
  const owners = new Owners();
  for (const { direction, recipient } of frames) if (direction === 'tx') owners.of(recipient);
  const uses = new Map(pools.flatMap(({ uses }) => [...usesByFrame(uses)]));
  const scenes: (NoteScene | ActScene | FrameScene)[] = between(result, frames);
  const made = madeOf(frames);
  let last = 0;
  for (const frame of frames) {
    const skipped = frame.number - last - 1;
    const [own = [], into = []] = [uses.get(frame.number), made.get(frame.number)];
    scenes.push({ kind: 'frame', frame, uses: own, skipped, made: into });
    last = frame.number;
  }
  scenes.sort((a, b) => momentOf(a) - momentOf(b));
  return {
    result,
    scenes: [{ kind: 'opening' }, ...scenes, { kind: 'ending' }],
    pool,
    ...(guestPools === undefined ? {} : { guestPools }),
    owners,
    untold: Math.max(0, result.totals.frames - frames.length),
  };
}

/** A note and an act stand before their frame, and behind others that stand there, too. */
function momentOf(scene: NoteScene | ActScene | FrameScene): number {
  return scene.kind === 'frame' ? scene.frame.number : scene.before - 0.5;
}

/** Notes and acts, each in their order; of those before the same frame, the one of the earlier step first. */
function between(result: RunResult, frames: readonly RecordedFrame[]): (NoteScene | ActScene)[] {
  const notes = notesOf(result, frames);
  const told: (NoteScene | ActScene)[] = [];
  for (const act of actsOf(result, frames)) {
    for (let note = notes[0]; note !== undefined; note = notes[0]) {
      const step = result.notes[note.index]?.step ?? 0;
      if (note.before > act.before || (note.before === act.before && step > act.entry.step)) break;
      told.push(note);
      notes.shift();
    }
    told.push(act);
  }
  return [...told, ...notes];
}

function actsOf({ hostile, totals }: RunResult, frames: readonly RecordedFrame[]): ActScene[] {
  const { acts = [], count = 0 } = hostile ?? {};
  const crossed = acts.reduce((sum, act) => sum + act.frames, 0);
  const first = acts[0]?.step ?? 0;
  // Of acts that are not kept nobody knows what crossed behind them.
  const later = acts.length === count ? -1 : frames.findIndex(({ step }) => step >= first);
  let next = (later < 0 ? totals.frames - crossed : later) + 1;
  return acts.map((entry, index) => {
    const scene: ActScene = { kind: 'act', index, entry, before: next };
    next += entry.frames;
    return scene;
  });
}

function notesOf({ notes, noteCount, totals }: RunResult, frames: readonly RecordedFrame[]): NoteScene[] {
  const crossed = notes.reduce((sum, note) => sum + note.frames, 0);
  const [first] = notes;
  // Of notes that are not kept nobody knows what crossed behind them.
  const before =
    notes.length === noteCount || first === undefined
      ? totals.frames - crossed
      : frames.findIndex(({ time = 0 }) => time >= first.time);
  let next = Math.max(before, 0) + 1;
  return notes.map(({ text, frames: following }, index) => {
    const scene: NoteScene = { kind: 'note', index, text, before: next };
    next += following;
    return scene;
  });
}

/** Frames that a firewall made of others, by the number of what they were made of. */
function madeOf(frames: readonly RecordedFrame[]): Map<number, RecordedFrame[]> {
  const made = new Map<number, RecordedFrame[]>();
  for (const frame of frames) {
    const { forwards } = frame;
    if (forwards === undefined) continue;
    const of = made.get(forwards.number) ?? [];
    of.push(frame);
    made.set(forwards.number, of);
  }
  return made;
}

function usesByFrame(uses: readonly BlockUse[]): Map<number, StoryUse[]> {
  const last = new Map<number, BlockUse>();
  const found = new Map<number, StoryUse[]>();
  for (const use of uses) {
    if (use.frame !== undefined) {
      const of = found.get(use.frame) ?? [];
      of.push({ use, before: last.get(use.block) });
      found.set(use.frame, of);
    }
    last.set(use.block, use);
  }
  return found;
}

/** Whether a scene shows stale bytes, or a frame that is thrown away because of them. */
export function isLeaking({ scenes }: Story, index: number): boolean {
  const scene = scenes[index];
  if (scene?.kind !== 'frame') return false;
  const { leakedBytes, passedOnBytes = 0, failures } = scene.frame;
  return leakedBytes > 0 || passedOnBytes > 0 || failures.some(({ cause }) => cause === 'stale-memory');
}

/** @returns the next scene in a direction that leaks, or of a hostile act that something came of; undefined if there is none */
export function nextFinding(story: Story, from: number, direction: 1 | -1 = 1): number | undefined {
  for (let i = from + direction; i > 0 && i < story.scenes.length; i += direction) {
    if (isLeaking(story, i) || isEffective(story, i)) return i;
  }
  return undefined;
}

function isEffective({ scenes }: Story, index: number): boolean {
  const scene = scenes[index];
  return scene?.kind === 'act' && consequencesOf(scene.entry).some(({ isNotable }) => isNotable);
}

/** @returns the scene of another story, such as under another release, that is the same as this one, or the next one */
export function sameScene(of: Story, index: number, other: Story): number {
  const scene = of.scenes[index];
  const last = other.scenes.length - 1;
  if (scene === undefined || scene.kind === 'opening') return 0;
  if (scene.kind === 'ending') return last;
  const found = other.scenes.findIndex((one) => {
    if (scene.kind === 'frame') return one.kind === 'frame' && one.frame.number >= scene.frame.number;
    return one.kind === scene.kind && one.index >= scene.index;
  });
  return found < 0 ? last : found;
}
