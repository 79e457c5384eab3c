import type { Owners } from '../owners.ts';
import type { ShownFrame } from '../shown-frame.ts';

/** Recipients that the legend names. */
const MOST = 12;

/** What colours and textures mean. */
export function Legend({
  owners,
  frames,
  isCapture = false,
}: {
  owners: Owners;
  frames: readonly ShownFrame[];
  /** Of a capture nobody knows what was cleared, or what is secret. */
  isCapture?: boolean;
}) {
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
      {isCapture ? (
        <li>
          <span class="b suspect first last">wavy: looks like old memory</span>
        </li>
      ) : (
        <>
          <li>
            <span class="b cleared first last">dotted: zero, cleared</span>
          </li>
          <li>
            <span class="b stale secret o7 first last">framed: secret</span>
          </li>
        </>
      )}
    </ul>
  );
}
