import type { RecordedFrame } from '../../recording/recording.ts';
import { wayThrough } from '../leak-way.ts';
import type { Owners } from '../owners.ts';

/** Frames that bytes are from that are told one by one. */
const MOST_SOURCES = 3;

/** Frames that bytes went on in that are told one by one. */
const MOST_HOPS = 4;

/** The way of leaked bytes through the firewall: from the packet that they were written for to whoever got them. */
export function Way({
  frames,
  frame,
  owners,
  onFrame,
}: {
  frames: readonly RecordedFrame[];
  frame: RecordedFrame;
  owners: Owners;
  onFrame(number: number): void;
}) {
  const way = wayThrough(frames, frame);
  if (way === undefined) return null;
  const { leaking, sources, hops } = way;
  const link = (number: number) =>
    number === frame.number ? (
      <b aria-current="true">packet {number}</b>
    ) : (
      <button type="button" class="link" onClick={() => onFrame(number)}>
        packet {number}
      </button>
    );
  const who = ({ recipient }: Pick<RecordedFrame, 'recipient'>) => (
    <span class={`who o${owners.colour(recipient)}`}>{owners.name(recipient)}</span>
  );
  return (
    <ol class="way" aria-label="The way of these bytes">
      {sources.slice(0, MOST_SOURCES).map((number) => {
        const source = frames.find((other) => other.number === number);
        return (
          <li key={number}>
            {link(number)}
            {source !== undefined && (
              <>
                {' '}
                for {who(source)} left them in the memory of {source.channel}
              </>
            )}
          </li>
        );
      })}
      {sources.length > MOST_SOURCES && <li>{sources.length - MOST_SOURCES} more packets did</li>}
      <li>
        {link(leaking.number)} for {who(leaking)}: {leaking.leakedBytes} leak, over {leaking.channel} to the
        firewall
      </li>
      {hops
        .slice(0, MOST_HOPS)
        .map(({ frame: number, channel, recipient, bytes, crossRecipientBytes, dropped }, i) =>
          number === null || recipient === null ? (
            <li class="good" key={i}>
              the firewall drops them: {dropped}
            </li>
          ) : (
            <li key={i} class={crossRecipientBytes === 0 ? 'good' : 'bad'}>
              {link(number)}: the firewall passes {bytes === leaking.leakedBytes ? 'all' : bytes} on
              {channel !== owners.name(recipient) && `, over ${channel}`} to {who({ recipient })}
              {bytes > 0 && crossRecipientBytes === 0 && ', whom they were meant for'}
            </li>
          ),
        )}
    </ol>
  );
}
