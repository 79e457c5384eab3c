import { useState } from 'preact/hooks';
import type { RecordedFrame } from '../../recording/recording.ts';
import type { Owners } from '../owners.ts';
import type { Played } from '../play.ts';
import { stretchesOf } from '../stretches.ts';
import type { Filter } from '../view-state.ts';
import { FieldTree } from './byte-info.tsx';
import { FrameList } from './frame-list.tsx';
import { PoolView } from './pool-view.tsx';
import { Sums } from './sums.tsx';
import { Matrix, Secrets } from './who-got-what.tsx';

export interface ExplorerProps {
  played: Played;
  owners: Owners;
  /** The frames that are to be seen. */
  shown: readonly RecordedFrame[];
  frame: RecordedFrame | undefined;
  cursor: number | undefined;
  filter: Filter;
  isPlaying: boolean;
  onPlay(isPlaying: boolean): void;
  onStep(by: number): void;
  onLeak(by: number): void;
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
  const stretches = frame === undefined ? [] : stretchesOf(frame);
  return (
    <>
      <section aria-labelledby="pool">
        <h2 id="pool">The shared memory, packet by packet</h2>
        <div class="steps">
          <button type="button" onClick={() => props.onLeak(-1)} title="p">
            « previous leak
          </button>
          <button
            type="button"
            onClick={() => props.onStep(-1)}
            aria-label="previous packet"
            title="left arrow"
          >
            ◀
          </button>
          <button
            type="button"
            onClick={() => props.onPlay(!isPlaying)}
            title="space"
            aria-pressed={isPlaying}
          >
            {isPlaying ? 'pause' : 'play'}
          </button>
          <button type="button" onClick={() => props.onStep(1)} aria-label="next packet" title="right arrow">
            ▶
          </button>
          <button type="button" onClick={() => props.onLeak(1)} title="n">
            next leak »
          </button>
          <label class="slider">
            <span>packet {frame?.number ?? '–'}</span>
            <input
              type="range"
              min={1}
              max={Math.max(1, all.length)}
              value={frame === undefined ? 1 : all.indexOf(frame) + 1}
              aria-label="packet"
              onInput={(event) => {
                const to = all[Number(event.currentTarget.value) - 1];
                if (to !== undefined) onFrame(to.number);
              }}
            />
            <span class="note">of {result.totals.frames}</span>
          </label>
          <label>
            <input
              type="checkbox"
              checked={isDetailed}
              onChange={(event) => setDetailed(event.currentTarget.checked)}
            />{' '}
            ring slots and direction
          </label>
        </div>
        <PoolView
          recording={recording}
          owners={owners}
          frame={frame}
          isDetailed={isDetailed}
          onFrame={onFrame}
        />
        <LeftOut played={played} />
      </section>
      <div class="columns">
        <section aria-labelledby="packets">
          <h2 id="packets">Packets</h2>
          <Filters {...props} />
          <FrameList frames={shown} owners={owners} selected={frame?.number} onFrame={onFrame} />
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
          <h2 id="matrix">Whose bytes went to whom</h2>
          <Matrix result={result} owners={owners} filter={filter} onFilter={onFilter} />
        </section>
        <section aria-labelledby="secrets">
          <h2 id="secrets">Secrets</h2>
          <Secrets result={result} owners={owners} filter={filter} onFilter={onFilter} />
        </section>
      </div>
      <section aria-labelledby="sums" class="sums">
        <h2 id="sums">Checksums of packet {frame?.number}</h2>
        <Sums failures={frame?.failures ?? []} owners={owners} onPoint={() => undefined} />
        <Discarded frames={all} onFrame={onFrame} />
      </section>
    </>
  );
}

function Filters({ played, owners, shown, filter, onFilter }: ExplorerProps) {
  const { frames } = played.recording;
  const ranges = frames.flatMap(({ leak }) => leak?.ranges ?? []);
  const choices: [key: keyof Filter, title: string, values: string[]][] = [
    ['host', 'to', frames.map(({ recipient }) => owners.name(recipient))],
    ['verdict', 'verdict', frames.map(({ verdict }) => verdict)],
    ['from', 'stale bytes of', ranges.map(({ source }) => owners.name(source.recipient))],
    ['field', 'stale field', ranges.map(({ field }) => field)],
    ['secret', 'secret', ranges.flatMap(({ secrets = [] }) => secrets.map(({ name }) => name))],
  ];
  return (
    <div class="filters">
      {choices.map(([key, title, values]) => {
        const set = new Set([...values, ...(filter[key] === undefined ? [] : [filter[key]])]);
        return (
          set.size > 0 && (
            <label key={key}>
              {title}{' '}
              <select
                value={filter[key] ?? ''}
                onChange={(event) => onFilter({ ...filter, [key]: event.currentTarget.value })}
              >
                <option value="">any</option>
                {[...set].sort().map((value) => (
                  <option key={value} value={value}>
                    {value}
                  </option>
                ))}
              </select>
            </label>
          )
        );
      })}
      <span class="note" role="status">
        {shown.length} of {frames.length}
      </span>
    </div>
  );
}

function LeftOut({ played }: { played: Played }) {
  const { recording, result } = played;
  const { leftOut, frames, unbroken } = recording;
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
