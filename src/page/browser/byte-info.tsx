import type { Owners } from '../owners.ts';
import type { ShownFrame } from '../shown-frame.ts';
import type { Stretch } from '../stretches.ts';

const STATES = {
  written: 'written for this packet',
  stale: 'stale',
  cleared: 'zero: nobody wrote it since it was cleared',
  suspect: 'looks like old memory',
} as const;

/** What there is to be said of the byte that is pointed at. */
export function ByteInfo({
  frame,
  owners,
  stretches,
  cursor,
}: {
  frame: ShownFrame;
  owners: Owners;
  stretches: readonly Stretch[];
  cursor: number | undefined;
}) {
  const stretch = cursor === undefined ? undefined : stretches.find(({ end }) => end > cursor);
  if (cursor === undefined || stretch === undefined) {
    return (
      <p class="info note" aria-live="polite">
        Point at a byte, or go to it with the arrow keys: here stands what it is.
      </p>
    );
  }
  const byte = frame.bytes[cursor] ?? 0;
  const { range, secret, suspect } = stretch;
  const isCarried = range !== undefined && frame.passedOn?.includes(range) === true;
  return (
    <p class="info" aria-live="polite">
      <b>byte {cursor}</b> = {byte.toString(16).padStart(2, '0')} · {stretch.field} ·{' '}
      {isCarried ? `passed on, as it leaked in packet ${frame.forwards?.number}` : STATES[stretch.state]}
      {suspect?.fact}
      {range !== undefined && <Origin range={range} at={cursor} owners={owners} />}
      {secret !== undefined &&
        ` · byte ${secret.offset + cursor - secret.start} of the secret “${secret.name}”`}
    </p>
  );
}

function Origin({ range, at, owners }: { range: NonNullable<Stretch['range']>; at: number; owners: Owners }) {
  const { source, start } = range;
  const where = source.offset + at - start;
  if (source.number === null) {
    const what = source.isPending === true ? 'was yet to be read' : 'never became a packet';
    return (
      <>
        {' '}
        · from a write that {what}, byte {where}
      </>
    );
  }
  const ago = source.framesAgo ?? 0;
  const earlier = `packet ${source.number}, ${ago} packet${ago === 1 ? '' : 's'} earlier`;
  return (
    <>
      {' '}
      · from {ago === 0 ? 'what this packet was pushed as' : earlier}, for{' '}
      <span class={`who o${owners.colour(source.recipient)}`}>{owners.name(source.recipient)}</span>, byte{' '}
      {where}
      {source.step !== undefined && `; ${owners.names.step(source.step)}`}
    </>
  );
}

/** The fields of a packet, one in another as its protocols are. */
export function FieldTree({
  frame,
  owners,
  stretches,
  onPoint,
}: {
  frame: ShownFrame;
  owners: Owners;
  stretches: readonly Stretch[];
  onPoint(at: number | undefined): void;
}) {
  const layers = new Map<string, { name: string; start: number; end: number }[]>();
  let start = 0;
  for (const { name, end } of frame.fields) {
    const [layer = name, field = 'bytes'] = name.split('.');
    const fields = layers.get(layer) ?? [];
    fields.push({ name: field, start, end });
    layers.set(layer, fields);
    start = end;
  }
  return (
    <ul class="tree">
      {[...layers].map(([layer, fields]) => (
        <li key={layer}>
          <details open={fields.some((field) => staleIn(stretches, field) > 0)}>
            <summary>
              {layer}{' '}
              <span class="note">
                {fields.reduce((sum, field) => sum + field.end - field.start, 0)} bytes
              </span>
            </summary>
            <ul>
              {fields.map((field) => {
                const stale = staleIn(stretches, field);
                const range = stretches.find(
                  (stretch) =>
                    stretch.state === 'stale' && stretch.start < field.end && stretch.end > field.start,
                )?.range;
                const colour = range === undefined ? '' : ` stale o${owners.colour(range.source.recipient)}`;
                return (
                  <li key={field.start}>
                    <button
                      type="button"
                      class="field"
                      onClick={() => onPoint(field.start)}
                      onPointerEnter={() => onPoint(field.start)}
                      onFocus={() => onPoint(field.start)}
                    >
                      <span class={`b${colour} first last`}>{field.name}</span>{' '}
                      <span class="value">{hexValue(frame.bytes.subarray(field.start, field.end))}</span>
                      {stale > 0 && <span class="note"> {stale} stale</span>}
                    </button>
                  </li>
                );
              })}
            </ul>
          </details>
        </li>
      ))}
    </ul>
  );
}

function staleIn(stretches: readonly Stretch[], { start, end }: { start: number; end: number }): number {
  return stretches.reduce((sum, stretch) => {
    const shared = Math.min(end, stretch.end) - Math.max(start, stretch.start);
    return sum + (stretch.state === 'stale' && shared > 0 ? shared : 0);
  }, 0);
}

function hexValue(bytes: Uint8Array): string {
  const hex = [...bytes.subarray(0, 12)].map((byte) => byte.toString(16).padStart(2, '0')).join(' ');
  return bytes.length > 12 ? `${hex} …` : hex;
}
