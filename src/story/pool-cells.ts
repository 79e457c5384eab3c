import { poolOf } from '../recording/pool-of.ts';
import type { BlockUse } from '../recording/recording.ts';
import type { Owner } from './owners.ts';
import type { Scene, Story } from './story.ts';

/** A block of the pool, as it is in a scene. */
export interface PoolCell {
  block: number;
  /** new: nobody has written to it; left: free, with what its last use left there; used: a packet waits in it; current: that of the scene. */
  state: 'new' | 'left' | 'used' | 'current';
  /** Who its bytes were meant for; undefined if nobody knows. */
  owner: Owner | undefined;
}

/** When a scene is: what is taken up to a moment, and free again by a moment. */
interface Moment {
  taken: number;
  free: number;
}

function momentOf(scene: Scene | undefined): Moment {
  switch (scene?.kind) {
    case 'frame':
      return { taken: scene.frame.number, free: scene.frame.number };
    case 'note':
    case 'act':
      return { taken: scene.before - 1, free: scene.before };
    case 'ending':
      return { taken: Number.POSITIVE_INFINITY, free: Number.POSITIVE_INFINITY };
    default:
      return { taken: 0, free: 1 };
  }
}

/** @returns the channel whose pool is to be seen: that of the frame or the act, or of the one before it; undefined if there is one channel */
export function channelOf({ scenes, result }: Story, index: number): string | undefined {
  for (let i = index; i > 0; i--) {
    const scene = scenes[i];
    if (scene?.kind === 'frame') return scene.frame.channel;
    if (scene?.kind === 'act') return scene.entry.channel;
  }
  return result.channels?.[0]?.name;
}

/** @returns the blocks of the channel that there are in a scene, by id; none where the recording does not tell it */
export function poolCells(story: Story, index: number): PoolCell[] {
  const scene = story.scenes[index];
  const moment = momentOf(scene);
  const latest = new Map<number, BlockUse>();
  const pool = poolOf(story, channelOf(story, index));
  for (const use of pool.uses) if (use.from <= moment.taken) latest.set(use.block, use);
  const current = new Set(scene?.kind === 'frame' ? scene.uses.map(({ use }) => use.block) : []);
  const cells: PoolCell[] = [];
  pool.blocks.forEach(({ since }, block) => {
    if (since >= moment.free) return;
    const use = latest.get(block);
    const owner = use === undefined ? undefined : ownerOf(story, use);
    cells.push({ block, state: stateOf(use, moment, current.has(block)), owner });
  });
  return cells;
}

function stateOf(use: BlockUse | undefined, { free }: Moment, isCurrent: boolean): PoolCell['state'] {
  if (isCurrent) return 'current';
  if (use === undefined) return 'new';
  return use.to === undefined || use.to > free ? 'used' : 'left';
}

function ownerOf({ scenes, owners }: Story, { frame, contents }: BlockUse): Owner | undefined {
  const crossed =
    frame === undefined
      ? undefined
      : scenes.find((scene) => scene.kind === 'frame' && scene.frame.number === frame);
  const recipient =
    crossed?.kind === 'frame'
      ? crossed.frame.recipient
      : contents.find(({ write }) => write !== undefined)?.write?.recipient;
  return recipient === undefined ? undefined : owners.of(recipient);
}
