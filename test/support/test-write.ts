import type { FrameWrite, RetainedWrite } from '../../src/netchannel/frame-write.ts';
import type { Window } from '../../src/wire/window.ts';

/** A write by a fill function; `outcome` is what became of it if it had to wait. */
export class TestWrite implements FrameWrite, RetainedWrite {
  keptBytes = 0;
  /** What the device asked to be kept when it had to wait. */
  kept: 'nothing' | 'all' | 'its end' = 'nothing';
  readonly size: number;
  readonly tag: number;
  outcome: 'none' | 'done' | Error = 'none';
  private readonly filler: (window: Window) => number;

  constructor(size: number, fill: (window: Window) => number, tag = 0) {
    this.size = size;
    this.filler = fill;
    this.tag = tag;
  }

  fill(window: Window): number {
    return this.filler(window);
  }

  retain(): RetainedWrite {
    this.kept = 'all';
    return this;
  }

  retainFinished(): RetainedWrite {
    this.kept = 'its end';
    return this;
  }

  settled(error: Error | undefined): void {
    this.outcome = error ?? 'done';
  }
}

/** A write of `size` bytes, all of them `byte`. */
export function solidWrite(size: number, byte: number, tag = 0): TestWrite {
  return new TestWrite(
    size,
    (window) => {
      window.setAll(0, new Uint8Array(size).fill(byte));
      return size;
    },
    tag,
  );
}

/** A write that announces `size` bytes, writes `data` at the start, and returns `length`. */
export function partialWrite(size: number, data: Uint8Array, length: number, tag = 0): TestWrite {
  return new TestWrite(
    size,
    (window) => {
      window.setAll(0, data);
      return length;
    },
    tag,
  );
}
