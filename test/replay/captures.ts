import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { Release } from '../../src/netchannel/releases.ts';
import { loadScript } from '../../src/script/load-script.ts';
import { runScript } from '../../src/simulation/run.ts';
import { type BuiltPacket, pcap } from '../capture-reader/capture-builder.ts';

export const SAMPLES = path.join(import.meta.dirname, '../../samples');

/** The text of a packaged script. */
export function sampleText(file: string): string {
  return readFileSync(path.join(SAMPLES, file), 'utf8');
}

/** A frame and when it crossed, to the nanosecond. */
export type StampedFrame = Required<Pick<BuiltPacket, 'bytes' | 'seconds' | 'fraction'>>;

/** Keeps the frames of a run. */
export class FrameKeeper {
  readonly frames: StampedFrame[] = [];

  write(seconds: number, fraction: number, bytes: Uint8Array, offset: number, length: number): boolean {
    this.frames.push({ bytes: bytes.slice(offset, offset + length), seconds, fraction });
    return true;
  }

  drain(): Promise<void> {
    return Promise.resolve();
  }
}

/** Runs the script that `text` is. @returns what crossed, and what failed */
export async function framesOf(
  text: string,
  release: Release,
  file = 'x.yaml',
): Promise<{ frames: StampedFrame[]; errors: string[] }> {
  const keeper = new FrameKeeper();
  const { errors } = await runScript(loadScript(text, file), { release, capture: keeper });
  return { frames: keeper.frames, errors: errors.map(({ message }) => message) };
}

/** A capture with nanoseconds. */
export function nanosecondPcap(frames: readonly BuiltPacket[], linkType = 1): Buffer {
  return pcap(frames, { magic: 0xa1b23c4d, linkType });
}
