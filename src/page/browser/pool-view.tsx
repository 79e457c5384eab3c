import { useEffect, useLayoutEffect, useMemo, useRef, useState } from 'preact/hooks';
import { poolOf } from '../../recording/pool-of.ts';
import type { BlockUse, RecordedFrame, Recording } from '../../recording/recording.ts';
import type { Owners } from '../owners.ts';
import { PoolHistory } from '../pool-history.ts';
import { type Colours, drawPool, heightAround, LABELS, ROW_HEIGHT } from './draw-pool.ts';
import { useColours } from './use-colours.ts';

/** Uses that the table beside the picture shows at once. */
const TABLE_ROWS = 200;

/** Rows that the picture shows at once. */
const MOST_ROWS = 12;

/** Room below the picture, for the bar by which it is scrolled. */
const SCROLLBAR = 16;

export interface PoolProps {
  recording: Recording;
  owners: Owners;
  frame: RecordedFrame | undefined;
  isDetailed: boolean;
  /** Names of the channels, if there are several. */
  lanes: readonly string[];
  onFrame(number: number): void;
}

/** The blocks of the pool over time: a row for each, a column for each frame. */
export function PoolView(props: PoolProps) {
  const { recording, owners, frame, isDetailed, lanes, onFrame } = props;
  const canvas = useRef<HTMLCanvasElement>(null);
  const scroller = useRef<HTMLDivElement>(null);
  const [width, setWidth] = useState(600);
  const [{ left, top }, setScrolled] = useState({ left: 0, top: 0 });
  const colours: Colours = useColours();
  const columns = Math.max(1, recording.unbroken);
  const cell = Math.max(18, Math.min(84, Math.floor((width - LABELS) / columns)));
  const pool = poolOf(recording, frame?.channel);
  const history = useMemo(() => new PoolHistory({ pool, unbroken: recording.unbroken }), [recording, pool]);
  const rows = history.blocks;
  const mostExposed = useMemo(
    () => recording.frames.reduce((most, { exposed }) => Math.max(most, exposed?.bytes ?? 0), 0),
    [recording],
  );
  const around = heightAround({ isDetailed, mostExposed, lanes });
  const height = around + Math.min(rows, MOST_ROWS) * ROW_HEIGHT;

  useEffect(() => {
    const place = scroller.current;
    if (place === null) return;
    const look = new ResizeObserver(() => setWidth(place.clientWidth));
    look.observe(place);
    return () => look.disconnect();
  }, []);

  // What is selected is in sight.
  useEffect(() => {
    const place = scroller.current;
    if (place === null || frame === undefined || frame.number > columns) return;
    const at = (frame.number - 1) * cell;
    if (at < place.scrollLeft || at + cell > place.scrollLeft + width - LABELS) {
      place.scrollLeft = Math.max(0, at - (width - LABELS) / 2);
    }
    const row = (frame.blocks[0]?.id ?? 0) * ROW_HEIGHT;
    const room = height - around;
    if (row < place.scrollTop || row + ROW_HEIGHT > place.scrollTop + room) {
      place.scrollTop = Math.max(0, row - room / 2);
    }
  }, [frame, cell, width, columns, height, around]);

  // At once: whoever prints does not wait.
  useLayoutEffect(() => {
    const picture = canvas.current;
    if (picture === null) return;
    const scale = window.devicePixelRatio || 1;
    picture.width = width * scale;
    picture.height = height * scale;
    picture.style.width = `${width}px`;
    picture.style.height = `${height}px`;
    const context = picture.getContext('2d');
    if (context === null) return;
    context.setTransform(scale, 0, 0, scale, 0, 0);
    const size = { width, height, cell, left, top, scale };
    const choice = { isDetailed, mostExposed, lanes, pool };
    drawPool(context, { history, recording, owners, frame, colours, ...choice, ...size });
  }, [
    history,
    recording,
    owners,
    frame,
    colours,
    isDetailed,
    mostExposed,
    lanes,
    width,
    height,
    cell,
    left,
    top,
  ]);

  if (pool.blocks.length === 0 && lanes.length === 0) return <p>No block of the pool was used.</p>;
  return (
    <div class="pool">
      <div
        class="scroller"
        ref={(place) => {
          scroller.current = place;
          if (place !== null) place.style.maxHeight = `${height + SCROLLBAR}px`;
        }}
        onScroll={({ currentTarget: { scrollLeft, scrollTop } }) =>
          setScrolled({ left: scrollLeft, top: scrollTop })
        }
      >
        <div
          class="rail"
          ref={(rail) => {
            if (rail === null) return;
            rail.style.width = `${LABELS + columns * cell}px`;
            rail.style.height = `${around + rows * ROW_HEIGHT}px`;
          }}
        >
          <canvas
            ref={canvas}
            role="img"
            aria-label={`${lanes.length > 0 ? `${lanes.length} channels, and the pool of ${frame?.channel}` : 'The pool'} over time: ${rows} blocks, ${columns} frames. The table below says the same.`}
            onClick={(event) => {
              const x = event.offsetX - LABELS + left;
              const number = Math.floor(x / cell) + 1;
              if (x >= 0 && number <= recording.unbroken) onFrame(number);
            }}
          />
        </div>
      </div>
      <PoolTable {...props} />
    </div>
  );
}

function PoolTable({ recording, owners, frame: selected, onFrame }: PoolProps) {
  const [most, setMost] = useState(TABLE_ROWS);
  const [isOpen, setOpen] = useState(false);
  const { uses, blocks } = poolOf(recording, selected?.channel);
  const frames = new Map(recording.frames.map((frame) => [frame.number, frame]));
  return (
    <details onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>The same as a table</summary>
      {isOpen && (
        <table>
          <caption>Uses of blocks, in the order in which they were taken</caption>
          <thead>
            <tr>
              <th scope="col">block</th>
              <th scope="col">page, grant</th>
              <th scope="col">taken</th>
              <th scope="col">free again</th>
              <th scope="col">packet</th>
              <th scope="col">for</th>
              <th scope="col">stale in it</th>
            </tr>
          </thead>
          <tbody>
            {uses.slice(0, most).map((use, i) => {
              const frame = use.frame === undefined ? undefined : frames.get(use.frame);
              const block = blocks[use.block];
              return (
                <tr key={i}>
                  <td>{use.block}</td>
                  <td>
                    {block?.page}, {block?.gref}
                  </td>
                  <td>before {use.from}</td>
                  <td>{use.to === undefined ? 'never' : `before ${use.to}`}</td>
                  <td>
                    {frame === undefined ? (
                      'none'
                    ) : (
                      <button type="button" class="link" onClick={() => onFrame(frame.number)}>
                        {frame.number}
                      </button>
                    )}
                  </td>
                  <td>{frame === undefined ? '' : owners.name(frame.recipient)}</td>
                  <td>{staleIn(use, frame, owners)}</td>
                </tr>
              );
            })}
          </tbody>
        </table>
      )}
      {isOpen && uses.length > most && (
        <button type="button" onClick={() => setMost(most + TABLE_ROWS)}>
          {uses.length - most} more
        </button>
      )}
    </details>
  );
}

function staleIn(use: BlockUse, frame: RecordedFrame | undefined, owners: Owners): string {
  const ranges = frame?.leak?.ranges ?? [];
  if (ranges.length === 0) return use.wasCleared ? 'nothing: cleared' : 'nothing';
  return ranges
    .map(({ start, end, source }) => `${end - start} for ${owners.name(source.recipient)}`)
    .join(', ');
}
