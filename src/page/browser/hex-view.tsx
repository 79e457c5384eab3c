import { useEffect, useRef } from 'preact/hooks';
import type { Owners } from '../owners.ts';
import type { ShownFrame } from '../shown-frame.ts';
import type { MarkedBytes, Stretch } from '../stretches.ts';

const ROW = 16;

/** Bytes of a frame that are shown; the rest is said to be left out. */
const MOST_BYTES = 2048;

/** How a byte looks. */
interface Look {
  /** Classes of it. */
  look: string;
  /** Whether the same goes for the byte after it, so that they are one piece. */
  key: string;
}

export interface HexProps {
  frame: ShownFrame;
  owners: Owners;
  /** What it is called to those who do not see it. */
  label: string;
  stretches: readonly Stretch[];
  /** Bytes that are marked in the colour of the frame's own recipient, because they leaked later. */
  marks?: readonly MarkedBytes[];
  /** Offset of the byte that is pointed at. */
  cursor?: number | undefined;
  /** Hides what stale bytes say. */
  isHidden?: boolean;
  /** What the first byte is counted as. 0 if absent. */
  base?: number;
  onPoint(at: number | undefined): void;
  onPick?(at: number): void;
}

/** Bytes in hexadecimal and as text, each with its state and whose it is. */
export function HexView(props: HexProps) {
  const { frame, label, cursor, base = 0, onPoint, onPick } = props;
  const looks = looksOf(props);
  const rows: number[] = [];
  const end = Math.min(frame.length, MOST_BYTES);
  for (let start = 0; start < end; start += ROW) rows.push(start);
  const place = useRef<HTMLDivElement>(null);

  const offsetAt = (event: Event): number | undefined => {
    const found = (event.target as Element | null)?.closest('[data-at]')?.getAttribute('data-at');
    return found === null || found === undefined ? undefined : Number(found);
  };
  const move = (event: KeyboardEvent): void => {
    const by = { ArrowRight: 1, ArrowLeft: -1, ArrowDown: ROW, ArrowUp: -ROW }[event.key];
    if (by === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    const at = Math.max(0, Math.min(frame.length - 1, (cursor ?? -1) + (cursor === undefined ? 1 : by)));
    onPoint(at);
    onPick?.(at);
  };
  useEffect(() => {
    const byte = place.current?.querySelector('.cursor');
    if (place.current?.contains(document.activeElement)) byte?.scrollIntoView({ block: 'nearest' });
  }, [cursor]);

  return (
    // biome-ignore lint/a11y/useSemanticElements: bytes are no form
    <div
      ref={place}
      class="hex"
      role="group"
      aria-label={label}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: arrow keys go from byte to byte
      tabIndex={0}
      onKeyDown={move}
      onPointerOver={(event) => onPoint(offsetAt(event))}
      onPointerLeave={() => onPoint(undefined)}
      onFocus={() => cursor === undefined && onPoint(0)}
      onClick={(event) => {
        const at = offsetAt(event);
        if (at !== undefined) onPick?.(at);
      }}
    >
      {rows.map((start) => (
        <div class="row" key={start}>
          <span class="at">{(base + start).toString(16).padStart(4, '0')}</span>
          <span class="pairs">{bytesOf(props, looks, start, end, hexOf)}</span>
          <span class="text">{bytesOf(props, looks, start, end, letterOf)}</span>
        </div>
      ))}
      {end < frame.length && <p class="note">… and {frame.length - end} more bytes</p>}
    </div>
  );
}

function bytesOf(
  { frame, cursor, isHidden }: HexProps,
  looks: readonly Look[],
  start: number,
  end: number,
  show: (byte: number) => string,
) {
  const spans = [];
  for (let at = start; at < start + ROW; at++) {
    const look = looks[at];
    if (at >= end || look === undefined) {
      spans.push(
        <span class="b" key={at}>
          {show === hexOf ? '  ' : ' '}
        </span>,
      );
      continue;
    }
    const before = at > start && looks[at - 1]?.key === look.key ? '' : ' first';
    const after = at + 1 < Math.min(end, start + ROW) && looks[at + 1]?.key === look.key ? '' : ' last';
    const pointed = at === cursor ? ' cursor' : '';
    const isSecret = isHidden === true && look.look.includes('stale');
    spans.push(
      <span class={`b ${look.look}${before}${after}${pointed}`} data-at={at} key={at}>
        {isSecret ? show(0x3f).replace('3f', '??') : show(frame.bytes[at] ?? 0)}
      </span>,
    );
  }
  return spans;
}

function looksOf({ frame, owners, stretches, marks = [], isHidden }: HexProps): Look[] {
  const looks: Look[] = [];
  for (const [i, { start, end, state, range, secret }] of stretches.entries()) {
    const owner = state === 'stale' && range !== undefined ? range.source.recipient : frame.recipient;
    const isLeaking = state === 'stale' && !isHidden;
    const colour =
      state === 'cleared' || state === 'suspect' || (state === 'stale' && isHidden)
        ? ''
        : ` o${owners.colour(owner)}`;
    const look = `${state}${colour}${secret !== undefined && isLeaking ? ' secret' : ''}`;
    for (let at = start; at < end; at++)
      looks[at] = { look, key: state === 'stale' || state === 'suspect' ? `${i}` : look };
  }
  for (const [i, { start, end, secret }] of marks.entries()) {
    for (let at = start; at < end; at++) {
      const look = `leaked o${owners.colour(frame.recipient)}${secret ? ' secret' : ''}`;
      looks[at] = { look, key: `mark ${i}` };
    }
  }
  return looks;
}

function hexOf(byte: number): string {
  return byte.toString(16).padStart(2, '0');
}

function letterOf(byte: number): string {
  return byte >= 0x20 && byte < 0x7f ? String.fromCharCode(byte) : '·';
}
