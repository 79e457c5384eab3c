import { useMemo, useState } from 'preact/hooks';
import type { ExposedPiece, ExposureResult } from '../../audit/exposure-result.ts';
import type { RecordedFrame } from '../../recording/recording.ts';
import type { Owners } from '../owners.ts';
import type { ShownFrame } from '../shown-frame.ts';
import type { Stretch } from '../stretches.ts';
import { HexView } from './hex-view.tsx';

/** Rows that tables show at once. */
const TABLE_ROWS = 100;

/** Pieces of memory that are shown of a packet at once. */
const MOST_PIECES = 8;

/** What netback could read beyond a packet when it took it, byte by byte. */
export function Beyond({ frame, owners }: { frame: RecordedFrame; owners: Owners }) {
  const { exposed } = frame;
  const [most, setMost] = useState(MOST_PIECES);
  if (exposed === undefined) return null;
  if (exposed.bytes === 0) {
    return <p class="beyond note">Beyond this packet there was nothing that netback could read.</p>;
  }
  return (
    <details class="beyond" open>
      <summary>
        Beyond the packet: {counted(exposed.bytes)} that netback could read when it took packet {frame.number}
        {exposed.neverSent > 0 && `, ${exposed.neverSent} of them never sent`}
      </summary>
      <ul>
        {exposed.pieces.slice(0, most).map((piece) => (
          <li key={`${piece.block} ${piece.start}`}>
            <Piece piece={piece} frame={frame} owners={owners} />
          </li>
        ))}
      </ul>
      {exposed.pieces.length > most && (
        <button type="button" onClick={() => setMost(exposed.pieces.length)}>
          {exposed.pieces.length - most} more
        </button>
      )}
      {exposed.leftOut > 0 && <p class="note">{exposed.leftOut} more pieces are left out.</p>}
    </details>
  );
}

function Piece({ piece, frame, owners }: { piece: ExposedPiece; frame: RecordedFrame; owners: Owners }) {
  const { block, start, end, place, seen, source, bytes } = piece;
  const whose = owners.name(source.recipient);
  const what = source.number === null ? 'a write that never became a packet' : `packet ${source.number}`;
  return (
    <>
      <p>
        <span class={`who o${owners.colour(source.recipient)}`}>{whose}</span> {counted(end - start)} of{' '}
        {what}, {place === 'behind the frame' ? 'behind this packet' : `in ${PLACES[place]}`} (block {block},
        bytes {start} to {end - 1}){seen ? ', which netback had seen' : <b>, never sent</b>}
      </p>
      {bytes.length > 0 && (
        <HexView
          frame={asFrame(piece, frame)}
          owners={owners}
          label={`Bytes of ${what}, for ${whose}, beyond packet ${frame.number}`}
          stretches={asStretches(piece)}
          base={start}
          onPoint={() => undefined}
        />
      )}
      {bytes.length < end - start && <p class="note">… and {counted(end - start - bytes.length)} more</p>}
    </>
  );
}

const PLACES = {
  'other half of its page': 'the other half of its page',
  'another page': 'another page',
} as const;

function asFrame({ bytes }: ExposedPiece, frame: RecordedFrame): ShownFrame {
  return { ...frame, bytes, length: bytes.length };
}

/** The bytes of a piece, as stale ones that begin at 0. */
function asStretches({ start, bytes, source, crossRecipient, secrets = [] }: ExposedPiece): Stretch[] {
  const field = 'none';
  const cuts = new Set([0, bytes.length]);
  for (const secret of secrets) cuts.add(secret.start - start).add(secret.end - start);
  const ends = [...cuts].filter((at) => at <= bytes.length).sort((a, b) => a - b);
  const range = { start: 0, end: bytes.length, field, crossRecipient, source };
  return ends.slice(1).map((end, i) => {
    const from = ends[i] ?? 0;
    const secret = secrets.find((each) => each.start - start <= from && each.end - start >= end);
    return { start: from, end, state: 'stale', field, range, ...(secret === undefined ? {} : { secret }) };
  });
}

/** What netback could read in the whole run, by owner, and packet by packet. */
export function Exposed({
  exposure,
  frames,
  owners,
  onFrame,
}: {
  exposure: ExposureResult;
  frames: readonly RecordedFrame[];
  owners: Owners;
  onFrame(number: number): void;
}) {
  const { mostBytes, mostNeverSent, exposedFrames, groups, secrets } = exposure;
  if (mostBytes === 0) return <p class="good">Beside no packet was there anything else to read.</p>;
  return (
    <>
      <p>
        A driver lends its host whole pages, and tells it how much of them is a packet. Beside {exposedFrames}{' '}
        of {exposure.frames} packets there was more to read, up to {counted(mostBytes)} at a time,{' '}
        {mostNeverSent === 0 ? 'all of which netback had seen' : `up to ${mostNeverSent} of them never sent`}.
        Nothing says that anybody reads it.
      </p>
      <table>
        <caption>Of all packets, by owner</caption>
        <thead>
          <tr>
            <th scope="col">meant for</th>
            <th scope="col">where</th>
            <th scope="col">netback had seen it</th>
            <th scope="col">most bytes</th>
            <th scope="col">beside packets</th>
            <th scope="col">for</th>
          </tr>
        </thead>
        <tbody>
          {groups.slice(0, TABLE_ROWS).map((group, i) => (
            <tr key={i}>
              <td>
                <span class={`who o${owners.colour(group.owner)}`}>{owners.name(group.owner)}</span>
              </td>
              <td>{group.place}</td>
              <td>{group.seen ? 'yes' : 'never sent'}</td>
              <td>{group.mostBytes}</td>
              <td>
                {group.frames}, from{' '}
                <button type="button" class="link" onClick={() => onFrame(group.firstFrame)}>
                  packet {group.firstFrame}
                </button>
              </td>
              <td>{group.seconds.toFixed(3)} s</td>
            </tr>
          ))}
        </tbody>
      </table>
      {secrets
        .filter(({ bytes }) => bytes > 0)
        .map(({ name, bytes, length, neverSentBytes }) => (
          <p class="note" key={name}>
            {bytes} of {counted(length)} of the secret “{name}” could be read
            {neverSentBytes > 0 && `, ${neverSentBytes} of them before they were sent, or without that`}.
          </p>
        ))}
      <ByPacket frames={frames} owners={owners} onFrame={onFrame} />
    </>
  );
}

/** Beside the picture of the pool, whose foot shows the same. */
function ByPacket({
  frames,
  owners,
  onFrame,
}: {
  frames: readonly RecordedFrame[];
  owners: Owners;
  onFrame(number: number): void;
}) {
  const [most, setMost] = useState(TABLE_ROWS);
  const [isOpen, setOpen] = useState(false);
  const exposing = useMemo(() => frames.filter(({ exposed }) => (exposed?.bytes ?? 0) > 0), [frames]);
  return (
    <details onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>Packet by packet, as a table</summary>
      {isOpen && (
        <table>
          <caption>What could be read beside each packet</caption>
          <thead>
            <tr>
              <th scope="col">packet</th>
              <th scope="col">for</th>
              <th scope="col">bytes</th>
              <th scope="col">of them never sent</th>
              <th scope="col">whose</th>
            </tr>
          </thead>
          <tbody>
            {exposing.slice(0, most).map(({ number, recipient, exposed }) => (
              <tr key={number}>
                <td>
                  <button type="button" class="link" onClick={() => onFrame(number)}>
                    {number}
                  </button>
                </td>
                <td>{owners.name(recipient)}</td>
                <td>{exposed?.bytes}</td>
                <td>{exposed?.neverSent}</td>
                <td>
                  {exposed?.owners.map(({ owner, bytes }) => `${bytes} for ${owners.name(owner)}`).join(', ')}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      {isOpen && exposing.length > most && (
        <button type="button" onClick={() => setMost(most + TABLE_ROWS)}>
          {exposing.length - most} more
        </button>
      )}
    </details>
  );
}

function counted(bytes: number): string {
  return bytes === 1 ? '1 byte' : `${bytes} bytes`;
}
