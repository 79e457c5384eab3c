import type { RecordedFrame } from '../../recording/recording.ts';
import type { Owners } from '../owners.ts';

/** Recipients that the legend names. */
const MOST = 12;

/** What colours and textures mean. */
export function Legend({ owners, frames }: { owners: Owners; frames: readonly RecordedFrame[] }) {
  const recipients = new Map(frames.map(({ recipient }) => [owners.name(recipient), recipient]));
  return (
    <ul class="legend" aria-label="Legend">
      {[...recipients].slice(0, MOST).map(([name, recipient]) => (
        <li key={name}>
          <span class={`b written o${owners.colour(recipient)} first last`}>for {name}</span>
        </li>
      ))}
      <li>
        <span class="b stale o7 first last">striped: stale, left by an earlier packet</span>
      </li>
      <li>
        <span class="b cleared first last">dotted: zero, cleared</span>
      </li>
      <li>
        <span class="b stale secret o7 first last">framed: secret</span>
      </li>
    </ul>
  );
}
