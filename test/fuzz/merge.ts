import { isDeepStrictEqual } from 'node:util';
import { CannotMerge } from '../../src/capture-merge/feed.ts';
import { mergeCaptures } from '../../src/capture-merge/merge-captures.ts';
import { CaptureError } from '../../src/capture-reader/capture-error.ts';
import {
  chooserOf,
  type MadeCapture,
  mutatedCapture,
  wholeCapture,
} from '../capture-reader/mutated-capture.ts';
import { chunksOf, readAll } from '../capture-reader/read-all.ts';
import { MemoryFile } from '../pcap-writer/memory-file.ts';
import { shardReports, tamper, tryReports } from '../report/merge/tampered-report.ts';
import { walkCapture } from './capture-walk.ts';
import { lengthDamagedCapture } from './damaged-lengths.ts';
import type { Fuzzer, Trial } from './fuzzer.ts';
import { shortBlockCapture } from './short-blocks.ts';

/** Captures are merged with nothing lost, or refused, and so are reports of shards. */
export const merge: Fuzzer = {
  title: 'captures and reports of shards are merged with nothing lost, or refused',
  few: 150,
  trial: (seed, number) => {
    const choose = chooserOf(seed, number);
    if (number % SHORT_BLOCK_EVERY === 0) return shortBlockTrial(choose, number / SHORT_BLOCK_EVERY);
    if (!choose.once(3)) return captureTrial(choose);
    return {
      what: `tampered reports ${seed} ${number}`,
      run: async () => `reports ${tryReports(tamper(await shardReports(), choose))}`,
    };
  },
};

const SHORT_BLOCK_EVERY = 8;

/** The walk knows packets and what they depend on; of a block of statistics only who merges has to know how short it can be. */
function shortBlockTrial(choose: ReturnType<typeof chooserOf>, turn: number): Trial {
  const made = shortBlockCapture(choose, turn);
  return {
    what: made.what,
    run: async () => {
      const outcome = await tryCaptures([made], choose.once(2), 1 + choose.size(200));
      const isRefused = outcome === 'refused';
      if (isRefused === made.isTooShort) return `short blocks ${outcome}`;
      throw new Error(
        made.isTooShort ? 'A block that is too short is merged' : 'A block that is whole is refused',
      );
    },
  };
}

function captureTrial(choose: ReturnType<typeof chooserOf>): Trial {
  const isWhole = choose.once(2);
  const made = Array.from({ length: 1 + choose.below(4) }, () =>
    isWhole ? wholeCapture(choose) : damagedCapture(choose),
  );
  const append = choose.once(2);
  const size = 1 + choose.size(2000);
  return {
    what: `${made.map(({ what, bytes }) => `${what} of ${bytes.length} bytes`).join(', ')}; by ${size}${append ? ', appended' : ''}`,
    run: () => tryCaptures(made, append, size),
  };
}

/** Damaged anywhere, or in its lengths; or whole after all. */
function damagedCapture(choose: ReturnType<typeof chooserOf>): MadeCapture {
  if (choose.once(3)) return wholeCapture(choose);
  return choose.once(2) ? mutatedCapture(choose) : lengthDamagedCapture(choose);
}

async function tryCaptures(made: readonly MadeCapture[], append: boolean, size: number): Promise<string> {
  const sink = new MemoryFile();
  try {
    const merged = await mergeCaptures(
      made.map(({ bytes }, i) => ({ name: `"${i + 1}"`, chunks: inChunks(bytes, size) })),
      { append, open: () => sink },
    );
    const { packets, error } = readAll(sink.contents());
    if (error !== undefined) throw new Error('What was merged cannot be read', { cause: error });
    if (packets.length !== merged.packets)
      throw new Error(`It says ${merged.packets}, and has ${packets.length}`);
    for (const { what, plain } of made) {
      const damage = plain === undefined ? undefined : walkCapture(plain).refusedAt;
      if (damage !== undefined) throw new Error(`A capture with damage at ${damage} is merged: ${what}`);
    }
    expectAll(made, packets, append);
    return made.some((capture) => capture.packets === undefined)
      ? 'damaged ones merged'
      : 'whole ones merged';
  } catch (error) {
    if (!(error instanceof CannotMerge || error instanceof CaptureError)) throw error;
    if (!/^[A-Z].*[^.]$/su.test(error.message)) throw new Error('Refused in bad form', { cause: error });
    if (made.every((capture) => capture.packets !== undefined)) {
      throw new Error('Whole captures are refused', { cause: error });
    }
    return 'refused';
  }
}

/**
 * All packets are there with their link types and lengths, in order if they are appended. A packet is at least as long on
 * the wire as what was captured of it, whatever a damaged capture says: classic ones that say otherwise are read in two ways.
 */
function expectAll(
  made: readonly MadeCapture[],
  packets: ReturnType<typeof readAll>['packets'],
  append: boolean,
): void {
  const told = ({ hex, linkType, originalLength }: (typeof packets)[number]): string =>
    `${linkType} ${Math.max(originalLength, hex.length / 2)} ${hex}`;
  const before = made.flatMap(({ bytes }) => readAll(bytes).packets.map(told));
  const after = packets.map(told);
  const isSame = append
    ? isDeepStrictEqual(before, after)
    : isDeepStrictEqual([...before].sort(), [...after].sort());
  if (!isSame) throw new Error(`There were ${before.join(', ')}, and there are ${after.join(', ')}`);
}

async function* inChunks(bytes: Uint8Array, size: number): AsyncGenerator<Uint8Array> {
  yield* chunksOf(bytes, size);
}
