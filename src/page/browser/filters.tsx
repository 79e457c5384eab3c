import { useMemo } from 'preact/hooks';
import type { Owners } from '../owners.ts';
import { oldRanges, type ShownFrame } from '../shown-frame.ts';
import type { Filter } from '../view-state.ts';

export interface FiltersProps {
  /** All that there are. */
  frames: readonly ShownFrame[];
  owners: Owners;
  /** How many of them are shown. */
  shown: number;
  filter: Filter;
  onFilter(filter: Filter): void;
}

/** Which frames are to be seen. */
export function Filters({ frames, owners, shown, filter, onFilter }: FiltersProps) {
  const choices = useMemo(() => choicesOf(frames, owners), [frames, owners]);
  return (
    <div class="filters">
      {choices.map(([key, title, values]) => {
        // Also one that the address asks for, and that nothing is like.
        const set = new Set([...values, ...(filter[key] === undefined ? [] : [filter[key]])]);
        return (
          set.size > 0 && (
            <label key={key}>
              {title}{' '}
              <select
                value={filter[key] ?? ''}
                onChange={(event) => onFilter({ ...filter, [key]: event.currentTarget.value })}
              >
                <option value="">any</option>
                {[...set].sort().map((value) => (
                  <option key={value} value={value}>
                    {value}
                  </option>
                ))}
              </select>
            </label>
          )
        );
      })}
      <span class="note" role="status">
        {shown} of {frames.length}
      </span>
    </div>
  );
}

type Choice = [key: keyof Filter, title: string, values: string[]];

/** What there is to choose from: of some thousand frames, it is looked up once. */
function choicesOf(frames: readonly ShownFrame[], owners: Owners): Choice[] {
  const ranges = frames.flatMap(oldRanges);
  const choices: Choice[] = [
    ['channel', 'channel', frames.flatMap(({ channel }) => channel ?? [])],
    ['host', 'to', frames.map(({ recipient }) => owners.name(recipient))],
    ['verdict', 'verdict', frames.map(({ verdict }) => verdict)],
    ['from', 'stale bytes of', ranges.map(({ source }) => owners.name(source.recipient))],
    ['field', 'stale field', ranges.map(({ field }) => field)],
    ['secret', 'secret', ranges.flatMap(({ secrets = [] }) => secrets.map(({ name }) => name))],
  ];
  return choices.map(([key, title, values]) => [key, title, [...new Set(values)]]);
}
