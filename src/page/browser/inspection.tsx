import { useCallback, useEffect, useMemo, useState } from 'preact/hooks';
import type { CapturedTraffic } from '../captured-traffic.ts';
import { commandOf } from '../command.ts';
import type { Inspected } from '../inspect-traffic.ts';
import { inspectionStory, mainSource, mostTelling, movedBytes } from '../inspection-story.ts';
import { Owners } from '../owners.ts';
import type { ShownFrame } from '../shown-frame.ts';
import { stretchesOf } from '../stretches.ts';
import { type Filter, formatHash, isShown, parseHash, type ViewState } from '../view-state.ts';
import { FieldTree } from './byte-info.tsx';
import { Engine } from './engine.ts';
import { Filters } from './filters.tsx';
import { FoundSums, Senders } from './found.tsx';
import { FrameList, type Remark } from './frame-list.tsx';
import { InspectedStage } from './inspected-stage.tsx';
import { Legend } from './legend.tsx';
import { OfTraffic } from './of-traffic.tsx';
import { Steps } from './steps.tsx';
import { Copying } from './take-away.tsx';
import { useWalk, type Walk } from './use-walk.ts';
import { Matrix } from './who-got-what.tsx';

/** The page of a capture that is looked into as it is. */
export function Inspection({ traffic, version }: { traffic: CapturedTraffic; version: string }) {
  const engine = useMemo(() => new Engine(), []);
  const [state, setState] = useState<ViewState>(() => parseHash(location.hash));
  const [inspected, setInspected] = useState<Inspected>();
  const [failure, setFailure] = useState<Error>();
  const [said, setSaid] = useState('');

  useEffect(() => {
    engine.ask('inspect', { traffic }).then(setInspected, setFailure);
  }, [engine, traffic]);

  const frames = inspected?.frames ?? NONE;
  const owners = useMemo(() => new Owners({ names: {}, steps: [] }, inOrder(frames)), [frames]);
  const number = state.frame ?? (inspected === undefined ? undefined : mostTelling(inspected)?.number);
  const frame = frames.find((each) => each.number === number) ?? frames[0];
  const shown = useMemo(
    () => frames.filter((each) => isShown(each, state.filter, owners)),
    [frames, state.filter, owners],
  );

  useEffect(() => {
    const change = (): void => setState(parseHash(location.hash));
    window.addEventListener('hashchange', change);
    return () => window.removeEventListener('hashchange', change);
  }, []);
  useEffect(() => {
    if (frame === undefined) return;
    const hash = formatHash({ ...state, frame: frame.number });
    if (location.hash !== hash) history.replaceState(null, '', hash);
  }, [state, frame]);

  const toFrame = useCallback((to: number) => {
    setState(({ byte: _, ...before }) => ({ ...before, frame: to }));
  }, []);
  const toByte = useCallback((byte: number | undefined) => {
    setState(({ byte: _, ...before }) => (byte === undefined ? before : { ...before, byte }));
  }, []);
  const walk = useWalk(shown, frame, isTelling, toFrame);

  const source = frame === undefined ? undefined : mainSource(frame, frames);
  return (
    <>
      <header>
        <p class="what">
          <b>netchannel-sim</b> · {traffic.file}
          {inspected !== undefined && <span class="note"> · {inspected.result.format}</span>}
        </p>
      </header>
      <main>
        {failure !== undefined && (
          <p class="failure" role="alert">
            {failure.message}
          </p>
        )}
        {inspected === undefined && failure === undefined && (
          <p role="status" class="note">
            The packets are looked into …
          </p>
        )}
        {inspected !== undefined && (
          <Found
            {...{ traffic, inspected, owners, frame, source, shown }}
            cursor={state.byte}
            filter={state.filter}
            {...walk}
            onFrame={toFrame}
            onByte={toByte}
            onFilter={(filter) => setState((before) => ({ ...before, filter }))}
          />
        )}
      </main>
      <footer>
        <p>
          The same in a terminal: <code>{commandOf(traffic, undefined)}</code>
        </p>
        <div class="steps">
          <Copying workload={traffic} release={undefined} onSaid={setSaid} />
          <span class="note" role="status">
            {said}
          </span>
        </div>
        <p class="note">
          Made by netchannel-sim {version}. The capture is in this page, and nothing leaves it. Keys:{' '}
          <kbd>n</kbd> and <kbd>p</kbd> next and previous find, <kbd>←</kbd> <kbd>→</kbd> packet by packet,{' '}
          <kbd>space</kbd> play.
        </p>
      </footer>
    </>
  );
}

const NONE: readonly ShownFrame[] = [];

interface FoundProps extends Walk {
  traffic: CapturedTraffic;
  inspected: Inspected;
  owners: Owners;
  frame: ShownFrame | undefined;
  source: ShownFrame | undefined;
  shown: readonly ShownFrame[];
  cursor: number | undefined;
  filter: Filter;
  onFrame(number: number): void;
  onByte(at: number | undefined): void;
  onFilter(filter: Filter): void;
}

function Found(props: FoundProps) {
  const { traffic, inspected, owners, frame, source, shown, cursor, filter } = props;
  const { onFrame, onByte, onFilter } = props;
  const { frames, result, checksums } = inspected;
  const story = inspectionStory(inspected, owners, frame, source);
  const moved = useMemo(() => movedBytes(frames, owners), [frames, owners]);
  const number = frame?.number;
  return (
    <>
      <section aria-labelledby="story" class={`story ${story.mood}`}>
        <h1 id="story">{story.title}</h1>
        <OfTraffic traffic={traffic} />
        <p class="lead">
          {inspected.headline} Bytes that were in an earlier packet are marked in both. A capture does not say
          which memory a packet was in, so that there is no picture of it here:{' '}
          <code>netchannel-sim replay</code> sends the same packets through a driver whose memory is known.
        </p>
        {result.damage !== null && (
          <p class="lead">
            The capture is damaged at byte {result.damage.offset}: {result.damage.reason}. What is told is of
            the packets before.
          </p>
        )}
      </section>
      {frame === undefined ? (
        <p>The capture holds no packet.</p>
      ) : (
        <InspectedStage {...{ frame, source, owners, cursor, onByte, onFrame }} sentence={story.frame} />
      )}
      <Legend owners={owners} frames={frames} isCapture />
      <section aria-labelledby="packets">
        <h2 id="packets">Packets</h2>
        <Steps {...props} goal="find" frames={frames} of={result.totals.packets} />
        <Filters {...{ frames, owners, filter, onFilter }} shown={shown.length} />
        <FrameList frames={shown} owners={owners} selected={number} remarks={remarksOf} onFrame={onFrame} />
        {inspected.leftOut > 0 && (
          <p class="note">
            Of {result.totals.packets} packets the first {inspected.unbroken} are here, and{' '}
            {frames.length - inspected.unbroken} of the others: those in which most was found, and whose bytes
            that was. Left out are {inspected.leftOut} packets. All of them count in the sums above.
          </p>
        )}
      </section>
      <div class="columns">
        <section aria-labelledby="fields">
          <h2 id="fields">Fields of packet {number}</h2>
          {frame !== undefined && (
            <FieldTree frame={frame} owners={owners} stretches={stretchesOf(frame)} onPoint={onByte} />
          )}
        </section>
        <section aria-labelledby="matrix">
          <h2 id="matrix">Whose bytes went to whom</h2>
          <Matrix moved={moved} owners={owners} filter={filter} onFilter={onFilter} />
          {inspected.leftOut > 0 && moved.length > 0 && <p class="note">In the packets that are here.</p>}
        </section>
      </div>
      <div class="columns">
        <section aria-labelledby="sums">
          <h2 id="sums">Checksums of packet {number}</h2>
          <FoundSums checksums={checksums[number ?? 0] ?? []} onByte={onByte} />
        </section>
        <section aria-labelledby="senders">
          <h2 id="senders">What senders pad with</h2>
          <Senders senders={result.senders} words={inspected.senders} onFrame={onFrame} />
        </section>
      </div>
    </>
  );
}

/** Whoever gets or loses bytes has the first colours. */
function inOrder(frames: readonly ShownFrame[]): Pick<ShownFrame, 'recipient'>[] {
  const telling = frames.flatMap(({ recipient, leak }) =>
    leak === undefined ? [] : [...leak.ranges.map(({ source }) => source), { recipient }],
  );
  return [...telling, ...frames];
}

function isTelling({ leakedBytes, suspects, verdict }: ShownFrame): boolean {
  return leakedBytes > 0 || suspects !== undefined || verdict === 'wrong checksum';
}

function remarksOf({ leakedBytes, crossRecipientBytes, suspects, verdict }: ShownFrame): Remark[] {
  const parts: string[] = [];
  if (crossRecipientBytes > 0) parts.push(`⚠ ${crossRecipientBytes} of others`);
  else if (leakedBytes > 0) parts.push(`${leakedBytes} of an earlier one`);
  else if (suspects !== undefined) parts.push('? old memory');
  if (verdict === 'wrong checksum') parts.push('✕ wrong checksum');
  return parts.map((text) => ({ text, isBad: true }));
}
