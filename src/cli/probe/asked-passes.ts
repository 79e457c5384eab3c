import { ZEROS } from '../../probe/fillings.ts';
import { PASS_ORDER, type Pass } from '../../probe/pass.ts';
import { counted } from '../../report/words.ts';
import { FrameStream } from './frame-stream.ts';
import { OneFrame } from './one-frame.ts';
import type { ProbeSettings } from './options.ts';
import type { SaidByProgram } from './said-by-program.ts';
import { type Ended, type Ending, type ProgramCommand, startProgram } from './started-program.ts';

type Asked = Pick<ProbeSettings, 'size' | 'frames' | 'stream' | 'milliseconds'> & {
  /** @returns the memory that it is handed under a filling, of which it may write `size` bytes */
  memoryOf(filling: number): Uint8Array;
};

/** A pass, and whether it took as long as it may: nobody waits for that twice. */
interface TimedPass extends Pass {
  isSlow: boolean;
}

/** What came of one start. */
interface Answer {
  frames: readonly Uint8Array[];
  refusal?: string | undefined;
  isSlow: boolean;
}

/**
 * Has a program write frames into memory of all fillings, in their order, up to the first on clean memory that gives none.
 *
 * @param said - hears what it writes to standard error
 * @throws CliError if it cannot be started
 */
export async function askedPasses(
  command: ProgramCommand,
  asked: Asked,
  said: SaidByProgram,
  signal: AbortSignal,
): Promise<Pass[]> {
  const passes: TimedPass[] = [];
  for (const filling of PASS_ORDER) {
    if (passes.some((pass) => pass.isSlow && pass.filling === filling)) continue;
    const answer = asked.stream
      ? await askStream(command, filling, asked, said, signal)
      : await askOneByOne(command, filling, asked, said, signal);
    passes.push({ filling, ...answer });
    if (filling === ZEROS && answer.refusal !== undefined) break;
  }
  return passes;
}

/** A start for each frame. */
async function askOneByOne(
  command: ProgramCommand,
  filling: number,
  { size, frames, milliseconds, memoryOf }: Asked,
  said: SaidByProgram,
  signal: AbortSignal,
): Promise<Answer> {
  const made: Uint8Array[] = [];
  const memory = memoryOf(filling);
  while (made.length < frames) {
    const output = new OneFrame(size);
    const ended = await startProgram(command, {
      input: [memory],
      take: (chunk) => output.take(chunk),
      environment: { NETCHANNEL_SIM_FRAME: String(made.length + 1) },
      milliseconds,
      signal,
    });
    said.add(ended);
    const refusal = refusalOfOne(output, ended, size, milliseconds);
    if (refusal !== undefined) return { frames: made, refusal, isSlow: isSlow(ended) };
    made.push(output.bytes());
  }
  return { frames: made, isSlow: false };
}

/** One start for all frames. */
async function askStream(
  command: ProgramCommand,
  filling: number,
  { size, frames, milliseconds, memoryOf }: Asked,
  said: SaidByProgram,
  signal: AbortSignal,
): Promise<Answer> {
  const output = new FrameStream(frames, size);
  const ended = await startProgram(command, {
    input: prefixed(memoryOf(filling), frames),
    take: (chunk) => output.take(chunk),
    milliseconds,
    signal,
  });
  said.add(ended);
  return {
    frames: output.frames,
    refusal: refusalOfStream(output, ended, frames, milliseconds),
    isSlow: isSlow(ended),
  };
}

function* prefixed(buffer: Uint8Array, count: number): Generator<Uint8Array> {
  const bytes = new Uint8Array(4 + buffer.length);
  new DataView(bytes.buffer).setUint32(0, buffer.length);
  bytes.set(buffer, 4);
  for (let i = 0; i < count; i++) yield bytes;
}

function isSlow({ ending }: Ended): boolean {
  return ending.kind === 'timeout' || ending.kind === 'held-open';
}

function refusalOfOne(
  output: OneFrame,
  { ending }: Ended,
  size: number,
  milliseconds: number,
): string | undefined {
  if (output.isTooLong) {
    return `it wrote more than ${counted(size, 'byte')}: expected a frame that fits into its buffer; --size makes that larger`;
  }
  const problem = problemOf(ending, milliseconds);
  if (problem !== undefined) {
    const written = output.length === 0 ? 'nothing written' : `${counted(output.length, 'byte')} written`;
    return `${problem}, ${written}: expected a frame on standard output, and status 0`;
  }
  if (output.length > 0) return undefined;
  return `it ended and wrote nothing: expected a frame of 1 to ${size} bytes on standard output`;
}

function refusalOfStream(
  output: FrameStream,
  { ending }: Ended,
  frames: number,
  milliseconds: number,
): string | undefined {
  if (output.problem !== undefined) return output.problem;
  if (output.frames.length === frames) return undefined;
  const problem = problemOf(ending, milliseconds) ?? 'it ended';
  const unfinished = output.unfinished === undefined ? '' : ` and ${output.unfinished}`;
  return `${problem} after ${output.frames.length} of ${counted(frames, 'frame')}${unfinished}: expected a length of 32 bits, big-endian, and a frame for each buffer`;
}

/** @returns what is wrong with how it ended, in words; undefined if that was as it should be */
function problemOf(ending: Ending, milliseconds: number): string | undefined {
  switch (ending.kind) {
    case 'killed':
      return `it was ended by ${ending.by}`;
    case 'timeout':
      return `it did not end within ${milliseconds / 1000} s`;
    case 'held-open':
      return 'it ended, but something that it started has its standard output open';
    case 'exited':
      return ending.code === 0 ? undefined : `it ended with status ${ending.code}`;
    case 'enough':
      return undefined;
  }
}
