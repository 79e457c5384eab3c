import { useMemo, useState } from 'preact/hooks';
import type { RecordedFrame } from '../../recording/recording.ts';
import type { Owners } from '../owners.ts';
import type { Played } from '../play.ts';
import type { ShownFrame } from '../shown-frame.ts';
import { stretchesOf } from '../stretches.ts';
import type { Filter } from '../view-state.ts';
import { FieldTree } from './byte-info.tsx';
import { Channels } from './channels.tsx';
import { Exposed } from './exposure.tsx';
import { Filters } from './filters.tsx';
import { FrameList, type Remark } from './frame-list.tsx';
import { HostileActs } from './hostile-acts.tsx';
import { PoolView } from './pool-view.tsx';
import { Steps } from './steps.tsx';
import { Sums } from './sums.tsx';
import type { Walk } from './use-walk.ts';
import { Matrix, Secrets } from './who-got-what.tsx';

export interface ExplorerProps extends Walk {
  played: Played;
  owners: Owners;
  /** The frames that are to be seen. */
  shown: readonly RecordedFrame[];
  frame: RecordedFrame | undefined;
  cursor: number | undefined;
  filter: Filter;
  onFrame(number: number): void;
  onByte(at: number | undefined): void;
  onFilter(filter: Filter): void;
}

/** The pool, the packets, and what came to whom: all of them about one selection. */
export function Explorer(props: ExplorerProps) {
  const { played, owners, shown, frame, filter, isPlaying, onFrame, onFilter, onByte } = props;
  const { recording, result } = played;
  const [isDetailed, setDetailed] = useState(false);
  const all = recording.frames;
  const lanes = useMemo(() => (result.channels ?? []).map(({ name }) => name), [result]);
  const stretches = frame === undefined ? [] : stretchesOf(frame);
  return (
    <>
      {result.hostile !== undefined && (
        <section aria-labelledby="hostile">
          <h2 id="hostile">What an end did on purpose, and what came of it</h2>
          <HostileActs hostile={result.hostile} owners={owners} />
        </section>
      )}
      <section aria-labelledby="pool">
        <h2 id="pool">
          {lanes.length === 0
            ? 'The shared memory, packet by packet'
            : `The channels, and the shared memory of ${frame?.channel}, packet by packet`}
        </h2>
        <Steps
          frames={all}
          of={result.totals.frames}
          frame={frame}
          isPlaying={isPlaying}
          onPlay={props.onPlay}
          onStep={props.onStep}
          onLeak={props.onLeak}
          onFrame={onFrame}
        >
          <label>
            <input
              type="checkbox"
              checked={isDetailed}
              onChange={(event) => setDetailed(event.currentTarget.checked)}
            />{' '}
            ring slots and direction
          </label>
        </Steps>
        <PoolView
          recording={recording}
          owners={owners}
          frame={frame}
          isDetailed={isDetailed}
          lanes={lanes}
          onFrame={onFrame}
        />
        <LeftOut played={played} />
      </section>
      {result.channels !== undefined && result.firewall !== undefined && (
        <section aria-labelledby="channels">
          <h2 id="channels">The channels, and the firewall between them</h2>
          <Channels
            channels={result.channels}
            firewall={result.firewall}
            filter={filter}
            onFilter={onFilter}
          />
        </section>
      )}
      <div class="columns">
        <section aria-labelledby="packets">
          <h2 id="packets">Packets</h2>
          <Filters frames={all} owners={owners} shown={shown.length} filter={filter} onFilter={onFilter} />
          <FrameList
            frames={shown}
            owners={owners}
            selected={frame?.number}
            remarks={remarksOf}
            onFrame={onFrame}
          />
        </section>
        <section aria-labelledby="fields">
          <h2 id="fields">Fields of packet {frame?.number}</h2>
          {frame !== undefined && (
            <FieldTree frame={frame} owners={owners} stretches={stretches} onPoint={onByte} />
          )}
        </section>
      </div>
      <div class="columns">
        <section aria-labelledby="matrix">
          <h2 id="matrix">
            {lanes.length === 0 ? 'Whose bytes went to whom' : 'Whose bytes leaked in packets for whom'}
          </h2>
          {lanes.length > 0 && <p class="note">The firewall may drop such a packet, or write it anew.</p>}
          <Matrix moved={result.leakGroups} owners={owners} filter={filter} onFilter={onFilter} />
        </section>
        <section aria-labelledby="secrets">
          <h2 id="secrets">Secrets</h2>
          <Secrets result={result} owners={owners} filter={filter} onFilter={onFilter} />
        </section>
      </div>
      {result.exposure !== undefined && (
        <section aria-labelledby="exposed" class="wide">
          <h2 id="exposed">What could be read and was never announced</h2>
          <Exposed exposure={result.exposure} frames={all} owners={owners} onFrame={onFrame} />
        </section>
      )}
      <section aria-labelledby="sums" class="sums">
        <h2 id="sums">Checksums of packet {frame?.number}</h2>
        <Sums failures={frame?.failures ?? []} owners={owners} onPoint={() => undefined} />
        <Discarded frames={all} onFrame={onFrame} />
      </section>
    </>
  );
}

function remarksOf(frame: ShownFrame): Remark[] {
  const {
    leakedBytes,
    crossRecipientBytes,
    passedOnBytes = 0,
    verdict,
    direction,
    checksum,
    channel,
  } = frame;
  const remarks: Remark[] = [];
  const say = (text: string, isBad: boolean): number => remarks.push({ text, isBad });
  if (direction === 'rx' && channel === undefined) say('received', false);
  if (crossRecipientBytes > 0) say(`⚠ ${crossRecipientBytes} of others`, true);
  else if (leakedBytes > 0) say(`${leakedBytes} stale`, true);
  if (passedOnBytes > 0) say(`⚠ ${passedOnBytes} passed on`, true);
  if (verdict === 'discarded') say('✕ thrown away', true);
  if (checksum?.fate === 'fixed-up') say('summed up anew', false);
  return remarks;
}

function LeftOut({ played }: { played: Played }) {
  const { recording, result } = played;
  const { leftOut, unbroken } = recording;
  const frames = recording.frames.filter(({ number }) => number <= result.totals.frames);
  if (leftOut.frames === 0) return null;
  return (
    <p class="note">
      Of {result.totals.frames} packets the first {unbroken} are here, and {frames.length - unbroken} of the
      others: those that leak most, and whose bytes they leak. Left out are {leftOut.frames} packets,{' '}
      {leftOut.leakingFrames} of which leak. All of them count in the sums.
    </p>
  );
}

function Discarded({ frames, onFrame }: { frames: readonly RecordedFrame[]; onFrame(number: number): void }) {
  const discarded = frames.filter(({ verdict }) => verdict === 'discarded');
  if (discarded.length === 0) return null;
  return (
    <p class="note">
      Thrown away for a wrong checksum:{' '}
      {discarded.slice(0, 40).map(({ number }) => (
        <button type="button" class="link" key={number} onClick={() => onFrame(number)}>
          packet {number}
        </button>
      ))}
      {discarded.length > 40 && `and ${discarded.length - 40} more`}
    </p>
  );
}
