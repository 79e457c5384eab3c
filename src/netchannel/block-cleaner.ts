import type { Window } from '../wire/window.ts';
import type { MachineMemory } from '../xen/memory.ts';
import type { FrontAxes } from './axes.ts';
import type { NetchannelObserver } from './observer.ts';
import { BLOCK_SIZE, MAX_BLOCKS, type SharedPagePool } from './shared-page-pool.ts';

/** What old memory is overwritten with so that it is known wherever it turns up, as SLUB does (POISON_FREE). */
export const PATTERN = 0x6b;

/** Overwrites bytes of blocks at other times than before they are filled. Each method returns how many. */
export class BlockCleaner {
  private readonly memory: MachineMemory;
  private readonly pool: SharedPagePool;
  private readonly axes: FrontAxes;
  private readonly observer: NetchannelObserver;
  /** How many bytes of each block its last writer may have written. */
  private readonly reach = new Uint16Array(MAX_BLOCKS);

  constructor(memory: MachineMemory, pool: SharedPagePool, axes: FrontAxes, observer: NetchannelObserver) {
    this.memory = memory;
    this.pool = pool;
    this.axes = axes;
    this.observer = observer;
  }

  /** A frame of `length` bytes was written to the block. */
  filled(block: number, window: Window, length: number): number {
    this.reach[block] = window.length;
    const { runs } = window.footprint;
    switch (this.axes.clearAfterFill) {
      case 'nothing':
        return 0;
      case 'tail':
        return this.clean(block, runs.at(-1) ?? 0, length, false);
      case 'gaps':
        return this.cleanGaps(block, runs, length);
    }
  }

  /** A writer failed; it may have written to all of its window. */
  failed(block: number, window: Window): void {
    this.reach[block] = window.length;
  }

  /** The first bytes of the block were copied there. */
  copied(block: number, bytes: number): void {
    this.reach[block] = bytes;
  }

  /** The block comes back. */
  released(block: number): number {
    const { cleansOnRelease, cleansWith } = this.axes;
    if (cleansOnRelease === 'nothing') return 0;
    const end = cleansOnRelease === 'block' ? BLOCK_SIZE : (this.reach[block] as number);
    return this.clean(block, 0, end, cleansWith === 'pattern');
  }

  /** Tells, as numbers, what it will clean. */
  describeState(note: (value: number) => void): void {
    if (this.axes.cleansOnRelease === 'announced size') for (const bytes of this.reach) note(bytes);
  }

  private cleanGaps(block: number, runs: readonly number[], length: number): number {
    let cleaned = 0;
    let at = 0;
    for (let i = 0; i < runs.length && at < length; i += 2) {
      cleaned += this.clean(block, at, Math.min(runs[i] as number, length), false);
      at = runs[i + 1] as number;
    }
    return cleaned + this.clean(block, at, length, false);
  }

  private clean(block: number, start: number, end: number, withPattern: boolean): number {
    if (end <= start) return 0;
    const address = this.pool.address[block] as number;
    this.memory.bytes.fill(withPattern ? PATTERN : 0, address + start, address + end);
    this.observer.blockCleaned?.(block, start, end, withPattern);
    return end - start;
  }
}
