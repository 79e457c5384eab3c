import { isDeepStrictEqual } from 'node:util';
import { CaptureError } from '../../src/capture-reader/capture-error.ts';
import { inspectCapture } from '../../src/inspection/inspect-capture.ts';
import { inspectionJson } from '../../src/report/inspection/json.ts';
import { renderInspection } from '../../src/report/inspection/text.ts';
import {
  chooserOf,
  longPacketCapture,
  type MadeCapture,
  mutatedCapture,
} from '../capture-reader/mutated-capture.ts';
import { FEEDS, readAll } from '../capture-reader/read-all.ts';
import { walkCapture } from './capture-walk.ts';
import { lengthDamagedCapture } from './damaged-lengths.ts';
import type { Fuzzer } from './fuzzer.ts';

/** Damaged captures are read to where the damage is, the same in pieces of any size, and inspected, or refused. */
export const captures: Fuzzer = {
  title:
    'mutated captures are read to where the damage is, and inspected, or refused, the same in pieces of any size',
  few: 300,
  trial: (seed, number) => {
    const choose = chooserOf(seed, number);
    const { what, bytes, plain } = made(choose, number);
    const size = 1 + choose.size(Math.max(1, bytes.length));
    const feed = choose.pick(FEEDS);
    return {
      what: `${what}, ${bytes.length} bytes, by ${size} (${feed})`,
      run: () => tryCapture({ bytes, plain, size, feed }),
    };
  },
};

/** Now and then one with the longest packet there can be, or one that is too long, in each format by turns. */
const LONG_PACKET_EVERY = 30;

function made(choose: ReturnType<typeof chooserOf>, number: number): MadeCapture {
  if (number % LONG_PACKET_EVERY === 0) return longPacketCapture(choose, number / LONG_PACKET_EVERY);
  return choose.once(3) ? mutatedCapture(choose) : lengthDamagedCapture(choose);
}

interface Tried {
  bytes: Uint8Array;
  /** What is compressed in them; undefined if that is damaged. */
  plain: Uint8Array | undefined;
  /** Of the pieces in which it is read as well. */
  size: number;
  feed: (typeof FEEDS)[number];
}

async function tryCapture({ bytes, plain, size, feed }: Tried): Promise<string> {
  const whole = readAll(bytes);
  const pieces = readAll(bytes, size, feed);
  expectCaptureError(whole.error);
  if (plain !== undefined) expectFraming(plain, whole);
  if (messageOf(whole.error) !== messageOf(pieces.error)) {
    throw new Error(`In pieces it ends with ${messageOf(pieces.error)}`, { cause: whole.error });
  }
  if (!isDeepStrictEqual(whole.packets, pieces.packets)) throw new Error('In pieces it has other packets');
  const inspected = await verdictOf([bytes]);
  const chunks = Array.from({ length: Math.ceil(bytes.length / size) }, (_, i) =>
    bytes.slice(i * size, (i + 1) * size),
  );
  const again = await verdictOf(chunks);
  if (inspected !== again) throw new Error(`In pieces the inspection says ${again}, and else ${inspected}`);
  if (whole.error === undefined) return 'read';
  return whole.packets.length > 0 ? 'read in part' : 'refused';
}

/** What is read is what a walk over the framing finds: the same packets, and damage at the same place. */
function expectFraming(plain: Uint8Array, { packets, error }: ReturnType<typeof readAll>): void {
  const walked = walkCapture(plain);
  const read = packets.map(
    ({ position, dataPosition, originalLength, hex }) =>
      `${position} ${dataPosition} ${originalLength} ${hex}`,
  );
  const right = walked.packets.map(
    ({ position, start, length, originalLength }) =>
      `${position} ${start} ${originalLength} ${Buffer.from(plain.subarray(start, start + length)).toString('hex')}`,
  );
  if (!isDeepStrictEqual(read, right)) throw new Error(`Packets are ${right}, and these are read: ${read}`);
  const refusedAt = error instanceof CaptureError ? error.offset : undefined;
  if (refusedAt === walked.refusedAt) return;
  throw new Error(`Damage is at ${walked.refusedAt}, and found at ${refusedAt}`, { cause: error });
}

async function verdictOf(chunks: readonly Uint8Array[]): Promise<string> {
  try {
    const result = await inspectCapture(chunks, { file: 'x.pcap' });
    return `${JSON.stringify(inspectionJson(result))}\n${renderInspection(result)}`;
  } catch (error) {
    expectCaptureError(error);
    return `refused: ${messageOf(error)}`;
  }
}

function expectCaptureError(error: unknown): void {
  if (error === undefined || (error instanceof CaptureError && /^[A-Z].*[^.]$/su.test(error.message))) return;
  throw new Error('It ends in another way', { cause: error });
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : 'no error';
}
