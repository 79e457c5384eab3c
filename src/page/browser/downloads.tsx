import { useState } from 'preact/hooks';
import { TakeAway, type TakeAwayProps } from './take-away.tsx';

/** What can be taken from the page of a replay. */
export function Downloads(props: Omit<TakeAwayProps, 'onSaid' | 'latestText'>) {
  const [said, setSaid] = useState('');
  return (
    <section aria-labelledby="downloads">
      <h2 id="downloads">Take it with you</h2>
      <div class="steps">
        <TakeAway {...props} onSaid={setSaid} />
        <span class="note" role="status">
          {said}
        </span>
      </div>
      <p class="note">
        The captures are what crossed under the release that is chosen. To change the packets, turn the
        capture into a script with “netchannel-sim import”.
      </p>
    </section>
  );
}
