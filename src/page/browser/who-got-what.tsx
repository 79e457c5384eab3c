import type { LeakGroup, Recipient } from '../../audit/findings.ts';
import type { RunResult } from '../../simulation/result.ts';
import type { Owners } from '../owners.ts';
import type { Filter } from '../view-state.ts';

export interface WhoGotWhatProps {
  result: RunResult;
  owners: Owners;
  filter: Filter;
  onFilter(filter: Filter): void;
}

export interface MatrixProps extends Pick<WhoGotWhatProps, 'owners' | 'filter' | 'onFilter'> {
  moved: readonly Pick<LeakGroup, 'from' | 'to' | 'bytes'>[];
}

/** Whose bytes came to whom, summed up. */
export function Matrix({ moved, owners, filter, onFilter }: MatrixProps) {
  const cells = new Map<string, number>();
  const from = new Map<string, Recipient>();
  const to = new Map<string, Recipient>();
  for (const group of moved) {
    const key = `${owners.name(group.from)}\n${owners.name(group.to)}`;
    cells.set(key, (cells.get(key) ?? 0) + group.bytes);
    from.set(owners.name(group.from), group.from);
    to.set(owners.name(group.to), group.to);
  }
  if (cells.size === 0) return <p class="good">Nobody got a byte of anybody else.</p>;
  return (
    <div class="sideways">
      <table class="matrix">
        <caption>Bytes that were meant for … and went to …</caption>
        <thead>
          <tr>
            <th scope="col">meant for</th>
            {[...to].map(([name, recipient]) => (
              <th scope="col" key={name}>
                <span class={`who o${owners.colour(recipient)}`}>→ {name}</span>
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {[...from].map(([name, recipient]) => (
            <tr key={name}>
              <th scope="row">
                <span class={`who o${owners.colour(recipient)}`}>{name}</span>
              </th>
              {[...to.keys()].map((host) => {
                const bytes = cells.get(`${name}\n${host}`);
                const isChosen = filter.from === name && filter.host === host;
                return (
                  <td key={host}>
                    {bytes !== undefined && (
                      <button
                        type="button"
                        class={name === host ? 'own' : 'cross'}
                        aria-pressed={isChosen}
                        aria-label={`${bytes} bytes meant for ${name} went to ${host}: show these packets`}
                        onClick={() => onFilter(isChosen ? {} : { from: name, host })}
                      >
                        {bytes}
                      </button>
                    )}
                  </td>
                );
              })}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

/** What became of the secrets. */
export function Secrets({ result, owners, filter, onFilter }: WhoGotWhatProps) {
  if (result.secrets.length === 0) return <p class="note">The script marks nothing as secret.</p>;
  return (
    <ul class="secrets">
      {result.secrets.map(({ name, length, disclosedTo }) => (
        <li key={name}>
          <b>{name}</b> <span class="note">({length} bytes)</span>
          {disclosedTo.length === 0 ? (
            <span class="good"> kept</span>
          ) : (
            disclosedTo.map(({ recipient, bytes }) => (
              <span class="learnt" key={owners.name(recipient)}>
                <span class={`who o${owners.colour(recipient)}`}>{owners.name(recipient)}</span> learnt{' '}
                {bytes} of {length}{' '}
                <meter min={0} max={length} value={bytes} aria-label={`${bytes} of ${length} bytes`} />
                <button
                  type="button"
                  class="link"
                  aria-pressed={filter.secret === name}
                  onClick={() => onFilter(filter.secret === name ? {} : { secret: name })}
                >
                  {filter.secret === name ? 'show all packets' : 'show these packets'}
                </button>
              </span>
            ))
          )}
        </li>
      ))}
    </ul>
  );
}
