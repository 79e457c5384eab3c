import type { Audit } from '../audit/audit.ts';
import type { Stack } from '../guest/stack.ts';
import type { FaultyNetback } from '../netchannel/faulty-netback.ts';
import type { Netchannel } from '../netchannel/netchannel.ts';
import type { Netfront } from '../netchannel/netfront.ts';
import { BLOCK_SIZE } from '../netchannel/shared-page-pool.ts';
import type { FaultInjector } from './fault-injector.ts';
import type { FrameLog } from './frame-log.ts';
import type { NoteLog } from './note-log.ts';
import type { Arrivals } from './time/arrivals.ts';
import { advancingCount, type FuturePart } from './time/future-part.ts';
import type { Poller } from './time/poller.ts';
import type { Timeline } from './time/timeline.ts';

/** What a simulation consists of, as far as it decides what becomes of steps to come. */
export interface FutureSources {
  channel: Netchannel<Netfront, FaultyNetback>;
  audit: Audit;
  timeline: Timeline;
  arrivals: Arrivals;
  frames: FrameLog;
  notes: NoteLog;
  poller: Poller;
  faults: FaultInjector;
  /** All stacks that send, each by a name of its own, always in the same order. */
  stacks: readonly (readonly [name: string, stack: Stack])[];
}

/**
 * The one list of all that decides what becomes of steps to come. Who leaps over repetitions walks over it, and who
 * compares where two shards meet: what is missing here is forgotten by both, and nothing can be forgotten by one.
 *
 * @param repeat - which repeat with a pace is under way, if one is
 */
export function futureOf(sources: FutureSources, repeat: number | undefined): FuturePart[] {
  const { channel, audit, timeline, arrivals, frames, stacks } = sources;
  const { pool } = channel.netfront;
  return [
    timeline.future(repeat),
    { name: 'times of the link', advancing: arrivals.advancing() },
    {
      name: 'number of frames',
      advancing: [advancingCount('frames', audit.totals.frames, (by) => audit.skipFrames(Number(by)))],
    },
    {
      name: 'slots of the rings',
      advancing: [
        frames.advancing('tx', channel.netback.inner.tx.reqCons),
        frames.advancing('rx', channel.netfront.rx.rspCons),
      ],
    },
    {
      name: 'packet identifications',
      advancing: stacks.map(([name, stack]) =>
        advancingCount(name, stack.identification, (by) =>
          stack.skipIdentifications(Number(BigInt.asUintN(16, by))),
        ),
      ),
    },
    deviceState(sources),
    {
      name: 'content of the pool',
      advancing: [],
      describe: (note) => {
        for (let id = 0; id < pool.nextId; id++) {
          const address = pool.address[id] as number;
          for (let i = 0; i < BLOCK_SIZE; i++) note(channel.memory.bytes[address + i] as number);
        }
      },
    },
    {
      name: 'origin of what is in the pool',
      advancing: [],
      describe: (note) => audit.describeState(pool.nextId, note),
    },
  ];
}

function deviceState({ channel, poller, notes, faults }: FutureSources): FuturePart {
  return {
    name: 'state of the device',
    advancing: faults.advancing(),
    describe: (note) => {
      channel.netfront.describeState(note);
      channel.netback.describeState(note);
      channel.describeState(note);
      poller.describeState(note);
      note(notes.waiting);
      note(faults.isEndless ? 1 : 0);
    },
  };
}
