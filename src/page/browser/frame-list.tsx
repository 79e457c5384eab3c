import { Fragment } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { UPLINK } from '../../simulation/guests/network-options.ts';
import type { Owners } from '../owners.ts';
import type { ShownFrame } from '../shown-frame.ts';

const ROW = 30;
const VISIBLE = 11;

/** A few words on a frame. */
export interface Remark {
  text: string;
  /** Something went wrong. */
  isBad: boolean;
}

export interface FrameListProps {
  frames: readonly ShownFrame[];
  owners: Owners;
  selected: number | undefined;
  /** What is to be said of a frame. */
  remarks(frame: ShownFrame): readonly Remark[];
  onFrame(number: number): void;
}

/** Over which channel it comes to the firewall, or goes from there. */
function crossing({ direction }: ShownFrame, channel: string): string {
  return (channel === UPLINK) === (direction === 'rx') ? `from ${channel}` : `to ${channel}`;
}

/** One line for each frame, of which only those in sight are there. */
export function FrameList({ frames, owners, selected, remarks, onFrame }: FrameListProps) {
  const place = useRef<HTMLDivElement>(null);
  const [top, setTop] = useState(0);
  const index = frames.findIndex(({ number }) => number === selected);
  const first = Math.max(0, Math.floor(top / ROW) - 3);
  const shown = frames.slice(first, first + VISIBLE + 6);
  const height = Math.min(frames.length, VISIBLE) * ROW + 2;

  useEffect(() => {
    const list = place.current;
    if (list === null || index < 0) return;
    const at = index * ROW;
    if (at < list.scrollTop) list.scrollTop = at;
    else if (at + ROW > list.scrollTop + list.clientHeight) list.scrollTop = at + ROW - list.clientHeight;
  }, [index]);

  const move = (event: KeyboardEvent): void => {
    const to = {
      ArrowDown: index + 1,
      ArrowUp: index - 1,
      Home: 0,
      End: frames.length - 1,
      PageDown: index + VISIBLE,
      PageUp: index - VISIBLE,
    }[event.key];
    if (to === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    const frame = frames[Math.max(0, Math.min(frames.length - 1, to))];
    if (frame !== undefined) onFrame(frame.number);
  };

  if (frames.length === 0) return <p class="note">No packet is like that.</p>;
  return (
    <div
      class="frames"
      ref={place}
      role="listbox"
      aria-label="Packets"
      tabIndex={0}
      aria-activedescendant={index < 0 ? undefined : `frame-${selected}`}
      onKeyDown={move}
      onScroll={(event) => setTop(event.currentTarget.scrollTop)}
      style={{ height: `${height}px` }}
    >
      <div role="presentation" class="rail" style={{ height: `${frames.length * ROW}px` }}>
        {shown.map((frame, i) => (
          // biome-ignore lint/a11y/useKeyWithClickEvents: the list has the keys
          // biome-ignore lint/a11y/useFocusableInteractive: the list has the focus
          <div
            key={frame.number}
            id={`frame-${frame.number}`}
            role="option"
            aria-selected={frame.number === selected}
            class={`frame ${frame.leakedBytes > 0 ? 'leaks' : ''}`}
            style={{ top: `${(first + i) * ROW}px` }}
            onClick={() => onFrame(frame.number)}
          >
            <span class="number">{frame.number}</span>
            {frame.channel !== undefined && <span class="channel">{crossing(frame, frame.channel)}</span>}
            <span class={`who o${owners.colour(frame.recipient)}`}>{owners.name(frame.recipient)}</span>
            <span class="flow">{frame.flow}</span>
            <span class="remarks">
              {remarks(frame).map(({ text, isBad }, i) => (
                <Fragment key={text}>
                  {i > 0 && ' · '}
                  <span class={isBad ? 'bad' : ''}>{text}</span>
                </Fragment>
              ))}
            </span>
          </div>
        ))}
      </div>
    </div>
  );
}
