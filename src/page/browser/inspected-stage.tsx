import { useState } from 'preact/hooks';
import type { Owners } from '../owners.ts';
import type { ShownFrame } from '../shown-frame.ts';
import { leakedFrom, leakOffset, sourceOffset, stretchesOf } from '../stretches.ts';
import { ByteInfo } from './byte-info.tsx';
import { HexView } from './hex-view.tsx';

export interface InspectedStageProps {
  frame: ShownFrame;
  /** The packet that most of its old bytes were in. */
  source: ShownFrame | undefined;
  owners: Owners;
  sentence: string;
  cursor: number | undefined;
  onByte(at: number | undefined): void;
  onFrame(number: number): void;
}

/** The packet that is open, and beside it the one whose bytes are in it. */
export function InspectedStage(props: InspectedStageProps) {
  const { frame, source, owners, sentence, cursor, onByte, onFrame } = props;
  const [pointed, setPointed] = useState<number>();
  const at = pointed ?? cursor;
  const stretches = stretchesOf(frame);
  const who = ({ recipient }: ShownFrame) => (
    <span class={`who o${owners.colour(recipient)}`}>{owners.name(recipient)}</span>
  );
  return (
    <section aria-label={`Packet ${frame.number}`} class="stage">
      <p class="sentence">{sentence}</p>
      <div class="pair">
        {source !== undefined && (
          <div class="panel">
            <h2>
              <button type="button" class="link" onClick={() => onFrame(source.number)}>
                packet {source.number}
              </button>{' '}
              for {who(source)}
              <span class="note"> had these bytes before</span>
            </h2>
            <HexView
              frame={source}
              owners={owners}
              label={`Bytes of packet ${source.number}, for ${owners.name(source.recipient)}`}
              stretches={stretchesOf(source)}
              marks={leakedFrom(source, frame)}
              cursor={at === undefined ? undefined : sourceOffset(frame, source, at)}
              onPoint={(offset) =>
                setPointed(offset === undefined ? undefined : leakOffset(frame, source, offset))
              }
              onPick={(offset) => onByte(leakOffset(frame, source, offset))}
            />
          </div>
        )}
        <div class={`panel ${source === undefined ? '' : 'after'}`}>
          <h2>
            packet {frame.number} for {who(frame)}
            {frame.leakedBytes > 0 && (
              <span class="outcome bad">
                {frame.leakedBytes} byte{frame.leakedBytes === 1 ? '' : 's'} of earlier packets
              </span>
            )}
          </h2>
          <HexView
            frame={frame}
            owners={owners}
            label={`Bytes of packet ${frame.number}, for ${owners.name(frame.recipient)}`}
            stretches={stretches}
            cursor={at}
            onPoint={setPointed}
            onPick={onByte}
          />
        </div>
      </div>
      <div class="below">
        <ByteInfo frame={frame} owners={owners} stretches={stretches} cursor={at} />
      </div>
    </section>
  );
}
