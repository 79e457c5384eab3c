import { readFileSync } from 'node:fs';
import path from 'node:path';
import { type Place, runToEnd } from './measure.ts';
import { ourProgram } from './our-program.ts';

/** Payloads of the UDP streams, in bytes: the smallest that fills a frame, a middling one, the largest. */
export const SIZES = [18, 512, 1472] as const;

/** Where one size has to do. */
export const MIDDLE_SIZE = 512;

/** In all scripts of test/bench/workloads netback runs after so many steps. */
export const POLL_EVERY = 64;

/** Ethernet, IPv4 and UDP. */
const HEADERS = 42;

/** What udp-leaking.yaml sends before the stream. */
const FRAMES_BEFORE_LEAKS = 64;

/** A script of test/bench/workloads, which sends as many frames as are wanted. */
export interface Workload {
  name: string;
  /** Of a frame, on average. */
  frameBytes: number;
  /** Arguments of `run` for so many frames. */
  args(packets: number): string[];
}

export function udpStream(root: string, size: number): Workload {
  return {
    name: `udp ${size} B`,
    frameBytes: HEADERS + size,
    args: (packets) => [script(root, 'udp'), '-D', `count=${packets}`, '-D', `size=${size}`],
  };
}

/** A stream in whose every frame a byte is stale under 1.10.0. */
export function leakingStream(root: string, size: number): Workload {
  return {
    name: `udp ${size} B, all leaking`,
    frameBytes: HEADERS + size,
    args: (packets) => {
      const count = Math.max(1, packets - FRAMES_BEFORE_LEAKS);
      return [script(root, 'udp-leaking'), '-D', `count=${count}`, '-D', `size=${size}`];
    },
  };
}

/**
 * The mix of all kinds; how many frames a repetition sends, and of what size, is found by running it.
 * @throws ProgramFailed
 */
export async function mixOfAllKinds(place: Place): Promise<Workload> {
  const report = path.join(place.folder, 'mix.json');
  const tried = 10;
  const mix = script(place.root, 'mix');
  const args = [mix, '-D', `count=${tried}`, '--no-capture', '-q', '--json', report];
  await runToEnd(ourProgram(place.root, ['run', ...args]), place);
  const { totals } = JSON.parse(readFileSync(report, 'utf8')) as {
    totals: { frames: number; bytes: number };
  };
  const framesEach = totals.frames / tried;
  return {
    name: 'mix of all kinds',
    frameBytes: totals.bytes / totals.frames,
    args: (packets) => [mix, '-D', `count=${Math.max(1, Math.round(packets / framesEach))}`],
  };
}

/** @returns the UDP stream whose frames are as long as those of another workload are on average */
export function udpStreamLike(root: string, workload: Workload): Workload {
  const size = Math.round(workload.frameBytes) - HEADERS;
  return { ...udpStream(root, size), name: `udp ${size} B, mean of the mix` };
}

function script(root: string, name: string): string {
  return path.join(root, `test/bench/workloads/${name}.yaml`);
}
