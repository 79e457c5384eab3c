import type { BlockUse, RecordedFrame, Recording } from '../recording/recording.ts';
import type { HostileEntry } from '../simulation/hostile-log.ts';
import type { RunResult } from '../simulation/result.ts';
import type { Owners } from './owners.ts';

/** A run as it is told, scene by scene. */
export interface Story extends Pick<Recording, 'pool' | 'guestPools'> {
  result: RunResult;
  /** At least an opening and an ending. */
  scenes: readonly Scene[];
  owners: Owners;
  /** Frames that crossed and are not told. */
  untold: number;
}

export type Scene = OpeningScene | NoteScene | ActScene | FrameScene | EndingScene;

export interface OpeningScene {
  kind: 'opening';
}

/** The script tells its reader something. */
export interface NoteScene {
  kind: 'note';
  /** Of all notes, from 0. */
  index: number;
  text: string;
  /** Number of the next frame that crosses. */
  before: number;
}

/** An end does on purpose what it should not. */
export interface ActScene {
  kind: 'act';
  /** Of all acts, from 0. */
  index: number;
  entry: HostileEntry;
  /** Number of the next frame that crosses. */
  before: number;
}

/** A frame crosses the channel. */
export interface FrameScene {
  kind: 'frame';
  frame: RecordedFrame;
  /** The blocks that it was in, in order; none for a received frame. */
  uses: readonly StoryUse[];
  /** Frames between the one before it in the story and this one. */
  skipped: number;
  /** The frames that a firewall made of it, in the story. */
  made: readonly RecordedFrame[];
}

export interface EndingScene {
  kind: 'ending';
}

/** A block that a frame was in, and what was in the block before. */
export interface StoryUse {
  use: BlockUse;
  /** Undefined for a block that nobody has used. */
  before: BlockUse | undefined;
}
