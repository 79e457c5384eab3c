import { OWN_DEVICE } from '../../netchannel/devices.ts';
import { RELEASE_SUMMARIES, REMEDY_SUMMARIES } from '../release-summaries.ts';

export interface ReleaseSwitchProps {
  release: string | undefined;
  /** Releases under which the script has been run. */
  ready: readonly string[];
  isSideBySide: boolean;
  onRelease(release: string): void;
  onSideBySide(isSideBySide: boolean): void;
}

/** One switch, everything else held still. */
export function ReleaseSwitch({ release, ready, isSideBySide, onRelease, onSideBySide }: ReleaseSwitchProps) {
  return (
    <fieldset class="releases">
      <legend>Release of the network driver</legend>
      {RELEASE_SUMMARIES.map((each) => (
        <label key={each.release} title={each.summary}>
          <input
            type="radio"
            name="release"
            value={each.release}
            checked={each.release === release}
            disabled={!ready.includes(each.release)}
            onChange={() => onRelease(each.release)}
          />
          <span>
            <b>{each.release}</b> <small>{each.short}</small>
          </span>
        </label>
      ))}
      <div class="remedies">
        <label>
          or a design{' '}
          <select
            value={
              release !== undefined && !RELEASE_SUMMARIES.some((each) => each.release === release)
                ? release
                : ''
            }
            onChange={(event) => event.currentTarget.value !== '' && onRelease(event.currentTarget.value)}
          >
            <option value="">none of these</option>
            {release === OWN_DEVICE && <option value={OWN_DEVICE}>the script’s own</option>}
            {REMEDY_SUMMARIES.map(({ name, summary }) => (
              <option key={name} value={name} title={summary}>
                {name}
              </option>
            ))}
          </select>
        </label>
      </div>
      <label class="both">
        <input
          type="checkbox"
          checked={isSideBySide}
          onChange={(event) => onSideBySide(event.currentTarget.checked)}
        />
        <span>side by side</span>
      </label>
    </fieldset>
  );
}
