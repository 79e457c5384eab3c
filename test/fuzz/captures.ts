import { isDeepStrictEqual } from 'node:util';
import { CaptureError } from '../../src/capture-reader/capture-error.ts';
import { inspectCapture } from '../../src/inspection/inspect-capture.ts';
import { inspectionJson } from '../../src/report/inspection/json.ts';
import { renderInspection } from '../../src/report/inspection/text.ts';
import { chooserOf, mutatedCapture } from '../capture-reader/mutated-capture.ts';
import { FEEDS, readAll } from '../capture-reader/read-all.ts';
import type { Fuzzer } from './fuzzer.ts';

/** Damaged captures are read to where the damage is, the same in pieces of any size, and inspected, or refused. */
export const captures: Fuzzer = {
  title: 'mutated captures are read and inspected, or refused, the same in pieces of any size',
  few: 200,
  trial: (seed, number) => {
    const choose = chooserOf(seed, number);
    const { what, bytes } = mutatedCapture(choose);
    const size = 1 + choose.size(Math.max(1, bytes.length));
    const feed = choose.pick(FEEDS);
    return {
      what: `${what}, ${bytes.length} bytes, by ${size} (${feed})`,
      run: () => tryCapture(bytes, size, feed),
    };
  },
};

async function tryCapture(bytes: Uint8Array, size: number, feed: (typeof FEEDS)[number]): Promise<string> {
  const whole = readAll(bytes);
  const pieces = readAll(bytes, size, feed);
  expectCaptureError(whole.error);
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
