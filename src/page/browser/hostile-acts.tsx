import { actWords, consequencesOf } from '../../report/hostile-section.ts';
import type { HostileResult } from '../../simulation/hostile-log.ts';
import type { Owners } from '../owners.ts';

/** What an end did on purpose, and what came of it. */
export function HostileActs({ hostile, owners }: { hostile: HostileResult; owners: Owners }) {
  const left = hostile.count - hostile.acts.length;
  return (
    <>
      <ol class="acts">
        {hostile.acts.map((entry, i) => (
          <li key={i}>
            {owners.names.step(entry.step)}: {actWords(entry)}
            <ul>
              {consequencesOf(entry).map(({ text, isNotable }) => (
                <li key={text} class={isNotable ? 'came' : ''}>
                  → {text}
                </li>
              ))}
            </ul>
          </li>
        ))}
      </ol>
      {left > 0 && <p class="note">And {left} more.</p>}
    </>
  );
}
