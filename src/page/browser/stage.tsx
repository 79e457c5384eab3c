import { useState } from 'preact/hooks';
import type { RecordedFrame } from '../../recording/recording.ts';
import type { Owners } from '../owners.ts';
import type { Played } from '../play.ts';
import { oldRanges } from '../shown-frame.ts';
import { notesAt } from '../story.ts';
import { leakedFrom, leakOffset, sourceOffset, stretchesOf } from '../stretches.ts';
import { ByteInfo } from './byte-info.tsx';
import { Beyond } from './exposure.tsx';
import { HexView } from './hex-view.tsx';
import { Way } from './way.tsx';

export interface StageProps {
  played: Played;
  /** By release. */
  others: Readonly<Record<string, Played>>;
  owners: Owners;
  frame: RecordedFrame | undefined;
  /** What was in its block before. */
  before: RecordedFrame | undefined;
  sentence: string;
  cursor: number | undefined;
  isSideBySide: boolean;
  /** Whether the answer to "what will they see?" is hidden. */
  isHidden: boolean;
  onHide(isHidden: boolean): void;
  onByte(at: number | undefined): void;
  onFrame(number: number): void;
}

/** The packet that is open, and beside it the one whose memory it was written over. */
export function Stage(props: StageProps) {
  const {
    played,
    others,
    owners,
    frame,
    before,
    sentence,
    cursor,
    isSideBySide,
    isHidden,
    onHide,
    onByte,
    onFrame,
  } = props;
  const [pointed, setPointed] = useState<number>();
  if (frame === undefined) return <p>No packet crossed the channel.</p>;
  const at = pointed ?? cursor;
  const to = owners.name(frame.recipient);
  const stretches = stretchesOf(frame);
  const sourceAt = before === undefined || at === undefined ? undefined : sourceOffset(frame, before, at);
  const releases = isSideBySide ? Object.keys(others).sort(byAge) : [played.release];
  const hasLeak = oldRanges(frame).length > 0;
  return (
    <section aria-label={`Packet ${frame.number}`} class="stage">
      {notesAt(played.result, frame.number).map((text, i) => (
        <p class="told" key={i}>
          {text}
        </p>
      ))}
      <p class="sentence">
        {isHidden ? `Packet ${frame.number} is for ${to}. Which bytes will ${to} see?` : sentence}
      </p>
      {!isHidden && <Way frames={played.recording.frames} frame={frame} owners={owners} onFrame={onFrame} />}
      <div class={`pair ${isSideBySide ? 'many' : ''}`}>
        {before !== undefined && (
          <div class="panel">
            <h2>
              <button type="button" class="link" onClick={() => onFrame(before.number)}>
                packet {before.number}
              </button>{' '}
              for <Who owners={owners} frame={before} />
              <span class="note">
                {frame.passedOn === undefined
                  ? ' was in the same block before'
                  : ' is where these bytes are from'}
              </span>
            </h2>
            <HexView
              frame={before}
              owners={owners}
              label={`Bytes of packet ${before.number}, for ${owners.name(before.recipient)}`}
              stretches={stretchesOf(before)}
              marks={isHidden ? [] : leakedFrom(before, leakingOf(frame, others))}
              cursor={sourceAt}
              onPoint={(offset) =>
                setPointed(offset === undefined ? undefined : leakOffset(frame, before, offset))
              }
              onPick={(offset) => onByte(leakOffset(frame, before, offset))}
            />
          </div>
        )}
        {releases.map((release) => {
          const same = release === played.release ? frame : sameFrame(others[release], frame);
          return (
            <div class={`panel ${before !== undefined ? 'after' : ''}`} key={release}>
              <h2>
                packet {frame.number} for <Who owners={owners} frame={frame} />
                <span class="note"> under {release}</span>
                <Outcome frame={same} owners={owners} isHidden={isHidden} />
              </h2>
              {same === undefined ? (
                <p class="note">This packet is not here under this release.</p>
              ) : (
                <HexView
                  frame={same}
                  owners={owners}
                  label={`Bytes of packet ${same.number}, for ${to}, under release ${release}`}
                  stretches={stretchesOf(same)}
                  cursor={at}
                  isHidden={isHidden}
                  onPoint={setPointed}
                  onPick={onByte}
                />
              )}
            </div>
          );
        })}
      </div>
      {!isHidden && <Beyond frame={frame} owners={owners} />}
      <div class="below">
        {isHidden ? (
          <p class="info note">The answer is hidden.</p>
        ) : (
          <ByteInfo frame={frame} owners={owners} stretches={stretches} cursor={at} />
        )}
        <button type="button" class="ask" disabled={!hasLeak && !isHidden} onClick={() => onHide(!isHidden)}>
          {isHidden ? 'Show the answer' : `What will ${to} see? (hides it first)`}
        </button>
      </div>
    </section>
  );
}

function Who({ owners, frame }: { owners: Owners; frame: RecordedFrame }) {
  return <span class={`who o${owners.colour(frame.recipient)}`}>{owners.name(frame.recipient)}</span>;
}

function Outcome({
  frame,
  owners,
  isHidden,
}: {
  frame: RecordedFrame | undefined;
  owners: Owners;
  isHidden: boolean;
}) {
  if (frame === undefined || isHidden) return null;
  const { crossRecipientBytes, leakedBytes, verdict, passedOn, passedOnBytes = 0 } = frame;
  const ranges = oldRanges(frame);
  const dropped = verdict === 'discarded' ? ` · thrown away: ${droppedFor(frame)}` : '';
  if (ranges.length === 0)
    return <span class={`outcome ${dropped === '' ? 'good' : 'bad'}`}>no stale byte{dropped}</span>;
  const isOwn = ranges.every(({ crossRecipient }) => !crossRecipient);
  const told = ranges.filter(({ crossRecipient }) => crossRecipient || isOwn);
  const whose = new Set(told.map(({ source }) => owners.name(source.recipient)));
  const bytes = (crossRecipientBytes > 0 ? crossRecipientBytes : leakedBytes) + passedOnBytes;
  return (
    <span class="outcome bad">
      {bytes} byte{bytes === 1 ? '' : 's'} of {[...whose].slice(0, 3).join(', ')}
      {passedOn !== undefined && ', passed on'}
      {dropped}
    </span>
  );
}

function droppedFor({ failures }: RecordedFrame): string {
  if (failures.length === 0) return 'its checksum flags';
  return failures.every(({ cause }) => cause === 'left-to-card')
    ? 'checksum left to the card'
    : 'wrong checksum';
}

/** The same packet under whatever release it leaks. */
function leakingOf(frame: RecordedFrame, others: Readonly<Record<string, Played>>): RecordedFrame {
  if (oldRanges(frame).length > 0) return frame;
  for (const other of Object.values(others)) {
    const same = sameFrame(other, frame);
    if (same !== undefined && oldRanges(same).length > 0) return same;
  }
  return frame;
}

function sameFrame(played: Played | undefined, { number, step }: RecordedFrame): RecordedFrame | undefined {
  const same = played?.recording.frames.find((each) => each.number === number);
  return same?.step === step ? same : undefined;
}

function byAge(a: string, b: string): number {
  return a.localeCompare(b, 'en', { numeric: true });
}
